package dev.hawser.tests.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.Deadline;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.PoolStats;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.PoolExhaustedException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SqliteDatabaseTest extends SqlDatabaseTest {

    @Override
    DatabaseOptions options() {
        return DatabaseOptions.of("shop").url("sqlite:///" + directory.resolve("shop.db"));
    }

    @Override
    String generatedKey() {
        return "integer primary key";
    }

    @Test
    void file_hasOneWriterAndFourReaders() {
        Health health = shop.health(true);
        assertThat(health.hosts())
                .extracting(Health.HostHealth::role)
                .containsExactlyInAnyOrder(HostRole.PRIMARY, HostRole.REPLICA);
        assertThat(shop.stats().size()).isEqualTo(5);
        assertThat(shop.stats().maxOverflow()).isZero();
        assertThat(health.version()).startsWith("SQLite 3.");
        assertThat(health.status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void reads_doNotWaitForAnOpenWrite_andSeeTheLastCommit() {
        try (Session writer = shop.session()) {
            writer.update("insert into restaurants (name, city) values ('Zak', 'Miami')");
            assertThat(shop.queryOne("select count(*) from restaurants", Long.class))
                    .contains(0L);
            writer.commit();
            assertThat(shop.queryOne("select count(*) from restaurants", Long.class))
                    .contains(1L);
        }
    }

    @Test
    void manyWriters_queueUp_andNeverSeeBusy() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            String city = "city " + writer;
            writers.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = 0; i < 50; i++) {
                            String name = city + " " + i;
                            shop.transaction(tx -> {
                                tx.query("select count(*) from restaurants");
                                return tx.update(
                                        "insert into restaurants (name, city) values (:n, :c)",
                                        Map.of("n", name, "c", city));
                            });
                        }
                    },
                    threads));
        }
        for (CompletableFuture<Void> one : writers) {
            one.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(shop.queryOne("select count(*) from restaurants", Long.class))
                .contains(400L);
        assertThat(shop.metrics().failedQueries()).isZero();
        PoolStats stats = shop.stats();
        assertThat(stats.total()).isLessThanOrEqualTo(5);
    }

    @Test
    void writeThatLooksLikeARead_isSentToTheWriter() {
        assertThat(shop.query(
                        "insert into restaurants (name, city) values ('Zak', 'Miami') returning name", String.class))
                .containsExactly("Zak");
    }

    @Test
    void readonly_refusesWrites_andEveryWayRound() {
        shop.update("insert into restaurants (name, city) values ('Zak', 'Miami')");
        try (DatabaseManager manager = manager(options().readonly(true))) {
            SqlDatabase db = manager.sql("shop");
            assertThat(db.query("select name from restaurants", String.class)).containsExactly("Zak");
            for (String write : List.of(
                    "delete from restaurants",
                    "pragma query_only = off",
                    "attach 'other.db' as other",
                    "commit",
                    "create table t (x int)")) {
                assertThatExceptionOfType(DatabaseException.class)
                        .as(write)
                        .isThrownBy(() -> db.update(write))
                        .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.REFUSED));
            }
            assertThat(db.query("select name from restaurants", String.class)).containsExactly("Zak");
        }
        assertThat(directory.resolve("other.db")).doesNotExist();
    }

    @Test
    void memory_isOneDatabase_thatLivesAsLongAsItsManager() {
        try (DatabaseManager manager = manager(DatabaseOptions.of("scratch").url("sqlite::memory:"))) {
            SqlDatabase scratch = manager.sql("scratch");
            scratch.update("create table t (x int)");
            scratch.update("insert into t values (1)");
            scratch.reconnect();
            assertThat(scratch.queryOne("select x from t", Integer.class)).contains(1);
            assertThat(scratch.stats().size()).isEqualTo(1);
        }
    }

    @Test
    void nothingConfigured_opensAFileInTheWorkingDirectory() {
        try (DatabaseManager manager = manager()) {
            assertThat(manager.sql().queryOne("select 1 as one", Integer.class)).contains(1);
            assertThat(manager.names()).containsExactly("default");
        }
        assertThat(Files.exists(java.nio.file.Path.of("hawser.db")) || Files.exists(directory.resolve("hawser.db")))
                .isTrue();
    }

    @Test
    void severalStatementsInOneText_areRefused_becauseOnlyTheFirstWouldRun() {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.update("create table a (x int); create table b (x int)"))
                .withMessageContaining("several statements");
        shop.update("create trigger t after insert on restaurants begin"
                + " update restaurants set rating = 1 where id = new.id; select 1; end");
        shop.update("insert into restaurants (name, city) values ('Zak', 'Miami');");
        assertThat(shop.queryOne("select rating from restaurants", Double.class))
                .contains(1.0);
    }

    @Test
    void ddl_countsNothing_alsoAfterAStatementThatCounted() {
        try (Session session = shop.session()) {
            session.update("insert into restaurants (name, city) values ('a', 'x'), ('b', 'x'), ('c', 'x')");
            assertThat(session.update("create table other (x int)")).isZero();
        }
    }

    @Test
    void resize_leavesTheFileItsOneWriter() {
        shop.pool().resize(8, 0);
        assertThat(shop.stats().size()).isEqualTo(8);
        try (Session writer = shop.session()) {
            writer.update("insert into restaurants (name, city) values ('Zak', 'Miami')");
            SqlDatabase impatient = shop.withDeadline(Deadline.in(Duration.ofMillis(500)));
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> impatient.update("insert into restaurants (name, city) values ('Ann', 'Oslo')"));
        }
    }
}
