package dev.hawser.tests.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.PoolStats;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.TestDatabase;
import dev.hawser.testkit.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pool as a real server sees it, and errors as a real server words them. */
class PostgresqlPoolIT {

    private static final int THREADS = 12;

    private final TestDatabase server = TestDatabases.postgres();

    @TempDir
    private Path directory;

    private DatabaseManager open(int size, int overflow) {
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(DatabaseOptions.of("shop")
                        .url(server.url())
                        .poolSize(size)
                        .set("pool.max-overflow", overflow))
                .open();
    }

    @Test
    void manyThreads_shareTheConnections_andNeverExceedTheirNumber() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (DatabaseManager manager = open(2, 2)) {
            SqlDatabase shop = manager.sql("shop");
            List<CompletableFuture<Set<Integer>>> seen = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                seen.add(CompletableFuture.supplyAsync(() -> serversProcessesSeen(shop), threads));
            }
            Set<Integer> processes = new HashSet<>();
            for (CompletableFuture<Set<Integer>> one : seen) {
                processes.addAll(one.get(60, TimeUnit.SECONDS));
            }
            assertThat(processes).hasSizeBetween(1, 4);
            assertThat(shop.pool().totals().opened()).isBetween(1L, 4L);
            PoolStats stats = shop.stats();
            assertThat(stats.active()).isZero();
            assertThat(stats.pending()).isZero();
            assertThat(stats.total()).isBetween(1, 4);
            assertThat(stats.total()).isEqualTo(stats.idle());
            assertThat(shop.metrics().totalQueries()).isEqualTo(THREADS * 20L);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Each is one connection's. The server's own list of them would count those too that have nothing to do with the pool, and that are about to end. */
    private static Set<Integer> serversProcessesSeen(SqlDatabase shop) {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            seen.add(shop.queryOne("select pg_backend_pid()", Integer.class).orElseThrow());
        }
        return seen;
    }

    @Test
    void statementsOneAfterAnother_useOneConnection() {
        try (DatabaseManager manager = open(5, 5)) {
            SqlDatabase shop = manager.sql("shop");
            int first = shop.queryOne("select pg_backend_pid()", Integer.class).orElseThrow();
            for (int i = 0; i < 20; i++) {
                assertThat(shop.queryOne("select pg_backend_pid()", Integer.class))
                        .contains(first);
            }
            assertThat(shop.stats()).isEqualTo(new PoolStats(5, 5, 1, 0, 0, 0, 1, 0));
        }
    }

    @Test
    void stats_countWhatIsLent_andOverflowIsNeverNegative() {
        try (DatabaseManager manager = open(2, 2)) {
            SqlDatabase shop = manager.sql("shop");
            assertThat(shop.stats()).isEqualTo(new PoolStats(2, 2, 0, 0, 0, 0, 0, 0));
            List<Session> sessions = new ArrayList<>();
            for (int lent = 1; lent <= 4; lent++) {
                Session session = shop.session();
                session.query("select 1");
                sessions.add(session);
                int overflow = Math.max(0, lent - 2);
                assertThat(shop.stats()).isEqualTo(new PoolStats(2, 2, 0, lent, overflow, 0, lent, 0));
            }
            sessions.forEach(Session::close);
            assertThat(shop.stats().active()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "23505, CONSTRAINT, authentication failed: wrong password",
        "22023, DATA, permission denied; access denied; does not exist",
        "57014, TIMEOUT, could not connect to server",
        "42501, PERMISSION, deadlock detected",
        "28000, AUTHENTICATION, the server closed the connection unexpectedly"
    })
    void wordsOfAMessage_doNotDecideWhatKindOfErrorItIs(String sqlState, ErrorCategory category, String message) {
        try (DatabaseManager manager = open(1, 0)) {
            SqlDatabase shop = manager.sql("shop");
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> shop.update(
                            "do $$ begin raise exception '" + message + "' using errcode = '" + sqlState + "'; end $$"))
                    .satisfies(error -> {
                        assertThat(error.category()).isEqualTo(category);
                        assertThat(error.sqlState()).isEqualTo(sqlState);
                        assertThat(error.attempts()).isEqualTo(1);
                        assertThat(error.getMessage()).contains(message);
                        assertThat(error.getCause()).isInstanceOf(SQLException.class);
                    });
            assertThat(shop.metrics().retryAttempts()).isZero();
        }
    }

    @Test
    void nameOfAHost_doesNotDecideWhetherItIsRetried() {
        DatabaseOptions options = DatabaseOptions.of("shop")
                .url("postgresql://app@password-db.invalid/app")
                .set("connect-timeout", "5s");
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> DatabaseManager.builder(ConfigSources.in(directory))
                        .database(options)
                        .open()
                        .close())
                .withMessageContaining("CONNECTION_REFUSED")
                .withMessageContaining("password-db.invalid:5432");
    }
}
