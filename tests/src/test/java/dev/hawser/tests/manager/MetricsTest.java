package dev.hawser.tests.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.DatabaseMetrics;
import dev.hawser.HostSpec;
import dev.hawser.PoolStats;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.StatementStats;
import dev.hawser.internal.topology.Access;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {

    private static final HostSpec HOST = new HostSpec("db1", 1);

    @TempDir
    private Path directory;

    private DatabaseManager open() {
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(DatabaseOptions.of("shop").url("sqlite:///" + directory.resolve("shop.db")))
                .open();
    }

    private static void fail(SqlDatabase shop) {
        assertThatExceptionOfType(DatabaseException.class).isThrownBy(() -> shop.query("select * from missing"));
    }

    @Test
    void beforeAnything_everyNumberIsZero_exceptWhatIsConfigured() {
        try (DatabaseManager manager = open()) {
            DatabaseMetrics metrics = manager.sql("shop").metrics();
            assertThat(metrics.pool().size()).isEqualTo(5);
            assertThat(metrics)
                    .usingRecursiveComparison()
                    .ignoringFields("pool", "uptime", "queryTimes")
                    .isEqualTo(new StatementStats().snapshot(PoolStats.EMPTY, Duration.ZERO));
            assertThat(metrics.totalQueries()).isZero();
            assertThat(metrics.failureRate()).isZero();
            assertThat(metrics.averageQueryTime()).isZero();
            assertThat(metrics.totalQueryTime()).isZero();
            assertThat(metrics.p99QueryTime()).isZero();
            assertThat(metrics.uptime()).isPositive();
        }
    }

    @Test
    void failureRate_isTheShareOfFailedQueries() {
        try (DatabaseManager manager = open()) {
            SqlDatabase shop = manager.sql("shop");
            fail(shop);
            assertThat(shop.metrics().failureRate()).as("all of them failed").isEqualTo(1);
            for (int i = 0; i < 9; i++) {
                shop.query("select 1 as one");
            }
            assertThat(shop.metrics().failureRate()).isEqualTo(0.1);
            assertThat(shop.metrics().failedQueries()).isEqualTo(1);
        }
    }

    @Test
    void failureRate_whenNothingCouldConnect_isAboutNoQuery_andTheErrorsAreCounted() {
        try (FakeDatabase fake = new FakeDatabase("fake://db1:1/shop").started()) {
            fake.engine.refuse();
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> fake.database.acquire(Access.WRITE, null));
            DatabaseMetrics metrics = fake.database.metrics();
            assertThat(metrics.connectionErrors()).isEqualTo(4);
            assertThat(metrics.retryAttempts()).isEqualTo(3);
            assertThat(metrics.totalQueries()).isZero();
            assertThat(metrics.failureRate()).isZero();
        }
    }

    @Test
    void activeConnections_areThoseLentNow() {
        try (DatabaseManager manager = open()) {
            SqlDatabase shop = manager.sql("shop");
            try (Session writer = shop.session();
                    Stream<Integer> reader = shop.stream("select 1 union select 2", null, Integer.class)) {
                writer.query("select 1 as one");
                assertThat(reader.iterator().next()).isEqualTo(1);
                assertThat(shop.metrics().pool().active()).isEqualTo(2);
            }
            assertThat(shop.metrics().pool().active()).isZero();
            assertThat(shop.metrics().pool().idle()).isEqualTo(2);
            assertThat(manager.stats().successfulSetups())
                    .as("set-ups are not connections")
                    .isEqualTo(1);
        }
    }

    @Test
    void times_areOfStatements_notOfTheTimeAConnectionWasHeld() {
        try (DatabaseManager manager = open();
                Session session = manager.sql("shop").session()) {
            session.query("select 1 as one");
            DatabaseMetrics before = manager.sql("shop").metrics();
            long heldFrom = System.nanoTime();
            while (System.nanoTime() - heldFrom < Duration.ofMillis(50).toNanos()) {
                Thread.onSpinWait();
            }
            session.rollback();
            DatabaseMetrics after = manager.sql("shop").metrics();
            assertThat(after.totalQueries()).isEqualTo(before.totalQueries()).isEqualTo(1);
            assertThat(after.totalQueryTime())
                    .isEqualTo(before.totalQueryTime())
                    .isPositive();
            assertThat(after.averageQueryTime()).isEqualTo(after.totalQueryTime());
        }
    }

    @Test
    void counters_fromManyThreads_loseNothing() throws Exception {
        StatementStats stats = new StatementStats();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < 10_000; i++) {
                    if (i % 4 == 0) {
                        stats.failed(HOST, ErrorCategory.DATA, 1_000);
                    } else {
                        stats.succeeded(HOST, 1_000);
                    }
                    stats.retry();
                    stats.connectionError();
                    stats.timeout();
                }
            }));
        }
        threads.forEach(Thread::start);
        while (threads.stream().anyMatch(Thread::isAlive)) {
            assertThat(stats.snapshot(PoolStats.EMPTY, Duration.ZERO).failureRate())
                    .isBetween(0.0, 1.0);
        }
        DatabaseMetrics metrics = stats.snapshot(PoolStats.EMPTY, Duration.ZERO);
        assertThat(metrics.totalQueries()).isEqualTo(80_000);
        assertThat(metrics.failedQueries()).isEqualTo(20_000);
        assertThat(metrics.failureRate()).isEqualTo(0.25);
        assertThat(metrics.totalQueryTime()).isEqualTo(Duration.ofNanos(80_000_000));
        assertThat(metrics.averageQueryTime()).isEqualTo(Duration.ofNanos(1_000));
        assertThat(List.of(metrics.retryAttempts(), metrics.connectionErrors(), metrics.timeouts()))
                .containsOnly(80_000L);
    }

    @Test
    void manyThreads_onOneDatabase_areAllCounted() throws Exception {
        try (DatabaseManager manager = open()) {
            SqlDatabase shop = manager.sql("shop");
            shop.update("create table numbers (n integer)");
            AtomicInteger number = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 6; t++) {
                threads.add(new Thread(() -> {
                    for (int i = 0; i < 50; i++) {
                        shop.update("insert into numbers values (:n)", Map.of("n", number.incrementAndGet()));
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join(60_000);
            }
            assertThat(shop.metrics().totalQueries()).isEqualTo(301);
            assertThat(shop.metrics().failedQueries()).isZero();
            assertThat(shop.queryOne("select count(distinct n) from numbers", Long.class))
                    .contains(300L);
        }
    }
}
