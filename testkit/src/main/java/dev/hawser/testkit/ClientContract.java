package dev.hawser.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hawser.DatabaseManager;
import dev.hawser.DatabaseMetrics;
import dev.hawser.DocumentDatabase;
import dev.hawser.FlushMode;
import dev.hawser.HealthStatus;
import dev.hawser.PoolStats;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client that pools by itself is one for each database and process, keeps to the configured bounds, tells what it does, replaces what breaks, and leaves nothing. */
public interface ClientContract {

    /** What is under test. */
    DocumentEngineUnderTest subject();

    private DatabaseOptions small() {
        return subject().options().poolSize(3).set("pool.max-overflow", 1);
    }

    @Test
    default void client_manyThreads_keepsToThePoolsSize_andCloseClosesAll() throws Exception {
        int before = connectionsOfOthers();
        int most = 4;
        try (DatabaseManager manager = Contracts.open(subject(), small())) {
            DocumentDatabase database = manager.document(small().name());
            ExecutorService crew = Executors.newFixedThreadPool(16);
            try {
                List<Future<?>> work = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    String text = "worker " + i;
                    work.add(crew.submit(() -> {
                        for (int j = 0; j < 50; j++) {
                            assertEquals(text, subject().roundTrip(manager.document(database.name()), text));
                            assertTrue(
                                    subject().connections() - before <= most,
                                    "the server must never see more connections than size + max-overflow");
                        }
                        return null;
                    }));
                }
                for (Future<?> one : work) {
                    one.get(60, TimeUnit.SECONDS);
                }
            } finally {
                crew.shutdownNow();
            }
            assertTrue(
                    Polling.until(
                            Contracts.SOON,
                            () -> subject().connections() - before
                                    == database.stats().total()),
                    () -> "what is told and what the server counts: " + database.stats() + ", "
                            + (subject().connections() - before));
            PoolStats stats = database.stats();
            assertTrue(stats.total() >= 1 && stats.total() <= most, () -> "connections: " + stats);
            assertEquals(0, stats.active(), () -> "everything came back: " + stats);
            DatabaseMetrics metrics = database.metrics();
            assertTrue(metrics.totalQueries() >= 16 * 50 * 2, () -> "statements counted: " + metrics);
            assertEquals(0, metrics.failedQueries());
            assertTrue(metrics.p99QueryTime().compareTo(Duration.ZERO) > 0, "times must be measured");
            assertTrue(database.pool().totals().acquired() >= 16 * 50 * 2);
        }
        assertTrue(
                Polling.until(Contracts.SOON, () -> subject().connections() == before),
                () -> "close must close every connection; the server still counts "
                        + subject().connections());
    }

    /** What the server counts when those of the tests before are gone, which it may not have noticed yet. */
    private int connectionsOfOthers() {
        Polling.until(Duration.ofSeconds(2), () -> subject().connections() == 0);
        return subject().connections();
    }

    @Test
    default void client_askedForAgain_isTheSame() {
        try (DatabaseManager manager = Contracts.open(subject(), small())) {
            assertSame(manager.document(small().name()), manager.document(small().name()));
            assertSame(manager.document(small().name()), manager.database(small().name()));
        }
    }

    @Test
    default void client_cutByTheNetwork_goesOn() throws IOException {
        try (TcpProxy proxy = TcpProxy.to(Contracts.server(subject()));
                DatabaseManager manager = Contracts.open(subject(), Contracts.at(proxy.host(), small()))) {
            DocumentDatabase database = manager.document(small().name());
            assertEquals("before", subject().roundTrip(database, "before"));
            for (int i = 0; i < 2; i++) {
                proxy.cut();
                assertTrue(
                        Polling.until(Contracts.SOON, () -> works(database)),
                        "after all connections were cut, new ones must be made");
            }
        }
    }

    private boolean works(DocumentDatabase database) {
        try {
            return "after".equals(subject().roundTrip(database, "after"));
        } catch (RuntimeException notYet) {
            return false;
        }
    }

    @Test
    default void sql_databaseOfDocuments_isRefusedAndSaysWhatToCall() {
        try (DatabaseManager manager = Contracts.open(subject(), small())) {
            DatabaseException refused =
                    Contracts.fails(ErrorCategory.REFUSED, "sql() on documents", () -> manager.sql(small().name()));
            assertTrue(refused.getMessage().contains("document("), refused::getMessage);
        }
    }

    @Test
    default void pool_whatTheClientCannot_isRefused() {
        try (DatabaseManager manager = Contracts.open(subject(), small())) {
            DocumentDatabase database = manager.document(small().name());
            Contracts.fails(
                    ErrorCategory.REFUSED, "resize", () -> database.pool().resize(1, 1));
            Contracts.fails(ErrorCategory.REFUSED, "pause", () -> database.pause(Duration.ZERO));
            Contracts.fails(
                    ErrorCategory.REFUSED, "flush", () -> database.pool().flush(FlushMode.IDLE));
            assertEquals(HealthStatus.HEALTHY, database.reconnect().status());
            assertEquals("still there", subject().roundTrip(database, "still there"));
        }
    }

    @Test
    default void manager_closed_endsWhatItGave() {
        DocumentDatabase database;
        try (DatabaseManager manager = Contracts.open(subject(), small())) {
            database = manager.document(small().name());
            assertEquals("once", subject().roundTrip(database, "once"));
        }
        assertThrows(IllegalStateException.class, () -> subject().roundTrip(database, "too late"));
        assertThrows(IllegalStateException.class, database::metrics);
    }

    @Test
    default void client_openedAndClosedManyTimes_leavesNothing() {
        try (LeakCheck check = LeakCheck.begin(Contracts.SOON)) {
            for (int i = 0; i < 5; i++) {
                try (DatabaseManager manager = Contracts.open(subject(), small())) {
                    assertEquals("x", subject().roundTrip(manager.document(small().name()), "x"));
                }
            }
        }
    }
}
