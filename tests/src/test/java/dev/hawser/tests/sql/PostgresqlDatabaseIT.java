package dev.hawser.tests.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.TransactionResult;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.TestDatabase;
import dev.hawser.testkit.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresqlDatabaseIT extends SqlDatabaseTest {

    private final TestDatabase server = TestDatabases.postgres();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Override
    DatabaseOptions options() {
        return DatabaseOptions.of("shop").url(server.url());
    }

    @Override
    String generatedKey() {
        return "bigint generated always as identity primary key";
    }

    @BeforeEach
    void fill() {
        shop.update("create table accounts (id int primary key, balance int not null)");
        shop.update("insert into accounts values (1, 100), (2, 100)");
    }

    private SqlDatabase readonly(DatabaseManager manager) {
        return manager.sql("shop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into accounts values (3, 0)",
                "update accounts set balance = 0",
                "delete from accounts",
                "create table other (x int)",
                "drop table accounts",
                "truncate accounts",
                "with gone as (delete from accounts returning id) select * from gone",
                "select setval('restaurants_id_seq', 9)"
            })
    void readonly_refusesEveryWrite(String write) {
        try (DatabaseManager manager = manager(options().readonly(true))) {
            SqlDatabase db = readonly(manager);
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> db.update(write))
                    .satisfies(error -> {
                        assertThat(error.category()).isEqualTo(ErrorCategory.REFUSED);
                        assertThat(error.sqlState()).isEqualTo("25006");
                    });
            assertThatExceptionOfType(DatabaseException.class).isThrownBy(() -> db.transaction(tx -> tx.update(write)));
            assertThat(db.query("select balance from accounts order by id", Integer.class))
                    .containsExactly(100, 100);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set transaction read write",
                "SET  TRANSACTION /* quietly */ READ\tWRITE",
                "set session characteristics as transaction read write",
                "set default_transaction_read_only = off",
                "set transaction_read_only to false",
                "set local transaction_read_only = off",
                "reset default_transaction_read_only",
                "reset all",
                "discard all",
                "commit",
                "end",
                "rollback",
                "begin read write",
                "start transaction read write",
                "select set_config('transaction_read_only', 'off', false)",
                "select 1; commit; insert into accounts values (3, 0)",
                "do $$ begin perform set_config('default_transaction_read_only', 'off', false); end $$",
                "\"set\"", // not a statement at all: the server refuses it
            })
    void readonly_cannotBeLifted(String escape) throws SQLException {
        try (DatabaseManager manager =
                manager(options().readonly(true).poolSize(1).set("pool.max-overflow", 0))) {
            SqlDatabase db = readonly(manager);
            try (Session session = db.session()) {
                assertThatThrownBy(() -> session.update(escape)).isInstanceOf(DatabaseException.class);
            }
            assertWritesAreRefused(db);
            try (Connection connection = db.connection();
                    Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.execute(escape)).isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> statement.execute("insert into accounts values (3, 0)"))
                        .isInstanceOf(SQLException.class);
            }
            assertWritesAreRefused(db);
            assertThatThrownBy(() -> db.update(escape)).isInstanceOf(DatabaseException.class);
            assertWritesAreRefused(db);
        }
        assertThat(shop.queryOne("select count(*) from accounts", Long.class)).contains(2L);
    }

    private static void assertWritesAreRefused(SqlDatabase db) {
        assertThatThrownBy(() -> db.update("insert into accounts values (3, 0)"))
                .isInstanceOf(DatabaseException.class);
        assertThatThrownBy(() -> db.transaction(tx -> tx.update("insert into accounts values (3, 0)")))
                .isInstanceOf(DatabaseException.class);
    }

    @Test
    void limits_holdOnTheTenthUse_ofAConnectionWhoseFirstUseWasRolledBack() {
        DatabaseOptions limited = options()
                .poolSize(1)
                .set("pool.max-overflow", 0)
                .set("statement-timeout", "7s")
                .set("idle-transaction-timeout", "11s");
        try (DatabaseManager manager = manager(limited)) {
            SqlDatabase db = manager.sql("shop");
            try (Session session = db.session()) {
                session.query("select 1 as one");
                session.rollback();
            }
            for (int use = 2; use <= 10; use++) {
                assertThat(db.queryOne("show statement_timeout", String.class)).contains("7s");
                assertThat(db.queryOne("show idle_in_transaction_session_timeout", String.class))
                        .contains("11s");
            }
        }
    }

    @Test
    void limits_holdAfterSomebodyChangedThem() {
        try (DatabaseManager manager =
                manager(options().poolSize(1).set("pool.max-overflow", 0).set("statement-timeout", "7s"))) {
            SqlDatabase db = manager.sql("shop");
            db.update("set statement_timeout = 0");
            assertThat(db.queryOne("show statement_timeout", String.class)).contains("7s");
        }
    }

    @Test
    void statementTimeout_stopsAStatement_andKeepsTheConnection() {
        try (DatabaseManager manager =
                manager(options().poolSize(1).set("pool.max-overflow", 0).set("statement-timeout", "2s"))) {
            SqlDatabase db = manager.sql("shop");
            int pid = db.queryOne("select pg_backend_pid()", Integer.class).orElseThrow();
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> db.query("select pg_sleep(10)"))
                    .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.TIMEOUT));
            assertThat(db.queryOne("select pg_backend_pid()", Integer.class)).contains(pid);
            assertThat(db.metrics().timeouts()).isEqualTo(1);
            assertThat(db.metrics().retryAttempts()).isZero();
        }
    }

    @Test
    void deadline_stopsAStatement() {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.withDeadline(dev.hawser.Deadline.in(Duration.ofSeconds(1)))
                        .query("select pg_sleep(20)"))
                .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.TIMEOUT));
    }

    @Test
    void transaction_thatLosesAConflict_runsAgain_andLosesNothing() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CyclicBarrier bothHaveRead = new CyclicBarrier(2);
        List<CompletableFuture<TransactionResult<Long>>> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(CompletableFuture.supplyAsync(
                    () -> shop.transaction(tx -> {
                        runs.incrementAndGet();
                        tx.update("set transaction isolation level serializable");
                        int sum = tx.queryOne("select sum(balance)::int from accounts", Integer.class)
                                .orElseThrow();
                        if (runs.get() <= 2) {
                            meet(bothHaveRead);
                        }
                        return tx.update("update accounts set balance = :b where id = 1", Map.of("b", sum));
                    }),
                    threads));
        }
        int attempts = 0;
        for (CompletableFuture<TransactionResult<Long>> one : both) {
            attempts += one.get(30, TimeUnit.SECONDS).attempts();
        }
        assertThat(attempts).isEqualTo(3).isEqualTo(runs.get());
        assertThat(shop.queryOne("select balance from accounts where id = 1", Integer.class))
                .contains(300);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void deadlock_rollsBackOne_whichRunsAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CyclicBarrier bothHold = new CyclicBarrier(2);
        List<CompletableFuture<TransactionResult<Long>>> both = new ArrayList<>();
        for (int first : new int[] {1, 2}) {
            both.add(CompletableFuture.supplyAsync(
                    () -> shop.transaction(tx -> {
                        int run = runs.incrementAndGet();
                        tx.update("update accounts set balance = balance + 1 where id = :id", Map.of("id", first));
                        if (run <= 2) {
                            meet(bothHold);
                        }
                        return tx.update(
                                "update accounts set balance = balance + 1 where id = :id", Map.of("id", 3 - first));
                    }),
                    threads));
        }
        for (CompletableFuture<TransactionResult<Long>> one : both) {
            one.get(30, TimeUnit.SECONDS);
        }
        assertThat(runs).hasValue(3);
        assertThat(shop.query("select balance from accounts order by id", Integer.class))
                .containsExactly(102, 102);
    }

    /** Moves money, and kills its own connection half way through, as often as that. */
    private void killedTransfer(AtomicInteger runs, int kills) {
        shop.transaction(tx -> {
            int run = runs.incrementAndGet();
            int pid = tx.queryOne("select pg_backend_pid()", Integer.class).orElseThrow();
            tx.update("update accounts set balance = balance - 1 where id = 1");
            if (run <= kills) {
                shop.query("select pg_terminate_backend(:pid)", Map.of("pid", pid));
            }
            return tx.update("update accounts set balance = balance + 1 where id = 2");
        });
    }

    @Test
    void connectionKilled_beforeTheCommit_leftNothingDone_soItRunsAgain() {
        AtomicInteger runs = new AtomicInteger();
        killedTransfer(runs, 1);
        assertThat(runs).hasValue(2);
        assertThat(shop.query("select balance from accounts order by id", Integer.class))
                .containsExactly(99, 101);
        assertThat(shop.stats().active()).isZero();
    }

    @Test
    void connectionKilled_eachTime_isAnErrorInTheEnd() {
        AtomicInteger runs = new AtomicInteger();
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> killedTransfer(runs, Integer.MAX_VALUE))
                .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.CONNECTION_LOST));
        assertThat(runs).hasValue(4);
        assertThat(shop.query("select balance from accounts order by id", Integer.class))
                .containsExactly(100, 100);
        assertThat(shop.stats().active()).isZero();
    }

    @Test
    void writeInATransactionThatTheSessionMadeReadOnly_saysNothingOfTheHost() {
        long opened = shop.pool().totals().opened();
        for (int i = 0; i < 3; i++) {
            try (Session session = shop.session()) {
                session.update("set transaction read only");
                assertThatExceptionOfType(DatabaseException.class)
                        .isThrownBy(() -> session.update("update accounts set balance = 0"))
                        .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.REFUSED));
            }
        }
        assertThat(shop.pool().totals().opened() - opened)
                .as("the connection is kept")
                .isLessThanOrEqualTo(1);
        assertThat(shop.health(true).status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void connectionsKilledWhileIdle_areReplacedByOneDetection() {
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Session session = shop.session();
            session.query("select 1 as one");
            sessions.add(session);
        }
        sessions.forEach(Session::close);
        assertThat(shop.stats().idle()).isEqualTo(5);
        TestDatabase maintenance = new TestDatabase(server.host(), "postgres", server.user(), server.password());
        try (DatabaseManager other = manager(DatabaseOptions.of("other").url(maintenance.url()))) {
            other.sql("other")
                    .query(
                            "select pg_terminate_backend(pid) from pg_stat_activity where datname = :name",
                            Map.of("name", server.name()));
        }
        assertThat(shop.queryOne("select sum(balance)::int from accounts", Integer.class))
                .contains(200);
        assertThat(shop.stats().invalid()).isEqualTo(1);
    }

    @Test
    void wrongPassword_failsOnce_withoutRetry_andWithoutNamingIt() {
        String canary = "c4nary-wrong-password";
        assertThatThrownBy(() -> manager(options().password(canary)))
                .hasMessageContaining("AUTHENTICATION")
                .hasMessageContaining("user is from ")
                .hasMessageContaining("password is from ")
                .satisfies(error -> assertThat(error.toString()).doesNotContain(canary));
    }

    @Test
    void missingDatabase_isNamed_andCreatedOnRequest() {
        String name = "made_" + UUID.randomUUID().toString().replace("-", "");
        TestDatabase missing = new TestDatabase(server.host(), name, server.user(), server.password());
        assertThatThrownBy(() -> manager(DatabaseOptions.of("shop").url(missing.url())))
                .hasMessageContaining("NO_SUCH_DATABASE")
                .hasMessageContaining("database is from ")
                .hasMessageContaining(name);
        DatabaseOptions create = DatabaseOptions.of("shop")
                .url(missing.url())
                .set("create-db", true)
                .set("extensions", List.of("pg_trgm"));
        try (DatabaseManager manager = manager(create)) {
            assertThat(manager.sql("shop").queryOne("select current_database()", String.class))
                    .contains(name);
            assertThat(manager.sql("shop").queryOne("select similarity('abc', 'abd')", Double.class))
                    .isPresent();
        }
        try (DatabaseManager again = manager(create)) {
            assertThat(again.setupErrors()).isEmpty();
        }
    }

    @Test
    void schema_isWhereUnqualifiedNamesGo() {
        shop.update("create schema tenant_a");
        try (DatabaseManager manager = manager(options().set("schema", "tenant_a"))) {
            manager.sql("shop").update("create table things (x int)");
            assertThat(manager.sql("shop")
                            .queryOne("show search_path", String.class)
                            .orElseThrow())
                    .isEqualTo("\"tenant_a\", public");
        }
        assertThat(shop.queryOne(
                        "select table_schema from information_schema.tables where table_name = 'things'", String.class))
                .contains("tenant_a");
    }

    @Test
    void health_hasRealNumbers() {
        Health health = shop.health(true);
        assertThat(health.status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(health.version()).matches("PostgreSQL \\d+\\.\\d+");
        assertThat(health.connectionCount()).isPositive();
        assertThat(health.responseTime()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(10));
        assertThat(health.hosts()).singleElement().satisfies(host -> {
            assertThat(host.role()).isEqualTo(HostRole.PRIMARY);
            assertThat(host.host()).isEqualTo(server.host());
        });
    }

    @Test
    void jsonOperatorsCastsAndSlices_passThroughTheHelpers() {
        assertThat(shop.queryOne("select '{\"a\": 1}'::jsonb ? :key", Map.of("key", "a"), Boolean.class))
                .contains(true);
        assertThat(shop.queryOne("select (array[1,2,3])[2:3]", List.class).orElseThrow())
                .isEqualTo(List.of(2, 3));
        assertThat(shop.queryOne("select :x::int + 1", Map.of("x", "41"), Integer.class))
                .contains(42);
        assertThat(shop.queryOne("select $$it's :not a parameter$$", String.class))
                .contains("it's :not a parameter");
    }

    @Test
    void dataSource_setSchema_isUndoneWhole() throws SQLException {
        try (DatabaseManager manager = manager(options().poolSize(1).set("pool.max-overflow", 0))) {
            SqlDatabase db = manager.sql("shop");
            String before = db.queryOne("show search_path", String.class).orElseThrow();
            try (Connection connection = db.connection()) {
                connection.setSchema("pg_catalog");
                connection.setReadOnly(true);
                connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            }
            assertThat(db.queryOne("show search_path", String.class)).contains(before);
            assertThat(db.queryOne("show transaction_isolation", String.class)).contains("read committed");
            assertThat(db.update("update accounts set balance = 1 where id = 1"))
                    .isEqualTo(1);
        }
    }

    @Test
    void dataSource_unwrapsToTheDriver_andTemporaryTablesDoNotLeak() throws SQLException {
        try (DatabaseManager manager = manager(options().poolSize(1).set("pool.max-overflow", 0))) {
            SqlDatabase db = manager.sql("shop");
            try (Connection connection = db.connection();
                    Statement statement = connection.createStatement()) {
                assertThat(connection.unwrap(org.postgresql.PGConnection.class).getBackendPID())
                        .isPositive();
                statement.execute("create temporary table scratch (x int)");
            }
            assertThatExceptionOfType(DatabaseException.class).isThrownBy(() -> db.query("select * from scratch"));
        }
    }

    @Test
    void commit_ofAFailedTransaction_isNotReportedAsASuccess() {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.transaction(tx -> {
                    tx.update("update accounts set balance = 0");
                    try {
                        tx.update("insert into accounts values (1, 1)");
                    } catch (DatabaseException duplicate) {
                        return 0; // the caller thinks that the rest can be committed
                    }
                    return 1;
                }));
        assertThat(shop.query("select balance from accounts order by id", Integer.class))
                .containsExactly(100, 100);
    }

    @Test
    void behindAPooler_limitsAndReadonlyHold_alsoForSingleStatements() {
        DatabaseOptions pooled = options().set("provider", "pooler").set("statement-timeout", "7s");
        try (DatabaseManager manager = manager(pooled)) {
            assertThat(manager.sql("shop").queryOne("select current_setting('statement_timeout')", String.class))
                    .contains("7s");
            assertThat(manager.sql("shop").update("update accounts set balance = 7 where id = 1"))
                    .isEqualTo(1);
        }
        assertThat(shop.queryOne("select balance from accounts where id = 1", Integer.class))
                .contains(7);
        try (DatabaseManager manager = manager(pooled.readonly(true))) {
            assertThatThrownBy(() -> manager.sql("shop").update("delete from accounts"))
                    .isInstanceOf(DatabaseException.class);
        }
        assertThat(shop.queryOne("select count(*) from accounts", Long.class)).contains(2L);
    }

    @Test
    void deadlineThatIsOver_doesNotCancelTheNextBorrower() {
        try (DatabaseManager manager = manager(options().poolSize(1).set("pool.max-overflow", 0))) {
            SqlDatabase db = manager.sql("shop");
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> db.withDeadline(dev.hawser.Deadline.in(Duration.ofMillis(20)))
                                .query("select pg_sleep(5)"))
                        .isInstanceOf(DatabaseException.class);
                assertThat(db.queryOne("select count(*) from accounts, pg_sleep(0.005)", Long.class))
                        .contains(2L);
            }
        }
    }

    @Test
    void health_ofAUserWhoMayNotCountConnections_isHealthyWithoutTheNumber() {
        shop.update("create role lookout_" + server.name() + " login password 'Lookout-1234'");
        shop.update("revoke select on pg_stat_activity from public");
        TestDatabase limited =
                new TestDatabase(server.host(), server.name(), "lookout_" + server.name(), "Lookout-1234");
        try (DatabaseManager manager = manager(DatabaseOptions.of("limited").url(limited.url()))) {
            Health health = manager.health("limited", true);
            assertThat(health.status()).isEqualTo(HealthStatus.HEALTHY);
            assertThat(health.connectionCount()).isNull();
        }
    }

    @Test
    void stream_thatFailsHalfway_saysWhy_andNotThatItsCommitFailed() {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> {
                    try (Stream<Integer> quotients =
                            shop.stream("select 1 / (5000 - n) from generate_series(1, 9000) n", null, Integer.class)) {
                        quotients.forEach(quotient -> {});
                    }
                })
                .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.DATA));
        assertThat(shop.stats().active()).isZero();
    }

    @Test
    void readonly_refusedStream_givesItsConnectionBack() {
        try (DatabaseManager manager =
                manager(options().readonly(true).poolSize(1).set("pool.max-overflow", 0))) {
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(DatabaseException.class)
                        .isThrownBy(() -> manager.sql("shop").stream("set transaction read write", null, String.class))
                        .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.REFUSED));
            }
            assertThat(manager.sql("shop").stats().active()).isZero();
        }
    }

    @Test
    void readonly_liftedInsideAFunction_stillHoldsForTheNextStatement() {
        shop.update("create function lift() returns text language sql as"
                + " $$ select set_config('default_transaction_read_only', 'off', false) $$");
        try (DatabaseManager manager =
                manager(options().readonly(true).poolSize(1).set("pool.max-overflow", 0))) {
            SqlDatabase db = manager.sql("shop");
            db.query("select lift()");
            assertWritesAreRefused(db);
        }
        assertThat(shop.queryOne("select count(*) from accounts", Long.class)).contains(2L);
    }

    @Test
    void batch_countsEachSet() {
        assertThat(shop.batch(
                        "insert into accounts values (:id, 0)",
                        List.of(Map.of("id", 7), Map.of("id", 8), Map.of("id", 9))))
                .containsExactly(1, 1, 1);
    }

    @Test
    void frozenServer_holdsNobodyPastADeadline_norPastTheEndOfADrain() throws Exception {
        try (PostgresServer frozen = PostgresServer.started()) {
            DatabaseManager manager = manager(DatabaseOptions.of("frozen").url(frozen.url("postgres")));
            SqlDatabase db = manager.sql("frozen");
            db.query("select 1");
            List<Session> held = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Session session = db.session();
                session.query("select 1");
                held.add(session);
            }
            db.query("select 1");
            frozen.pause();
            try {
                long startedAt = System.nanoTime();
                assertThatExceptionOfType(DatabaseException.class)
                        .isThrownBy(() -> db.withDeadline(dev.hawser.Deadline.in(Duration.ofMillis(500)))
                                .query("select 1"));
                assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(15));
                startedAt = System.nanoTime();
                assertThat(manager.close(Duration.ofMillis(200))).hasSize(4);
                assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(15));
            } finally {
                frozen.resume();
            }
            held.forEach(session ->
                    assertThatThrownBy(() -> session.query("select 1")).isInstanceOf(RuntimeException.class));
        }
    }
}
