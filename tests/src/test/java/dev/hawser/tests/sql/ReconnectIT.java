package dev.hawser.tests.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.HealthStatus;
import dev.hawser.Row;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class ReconnectIT {

    private static final String PID = "select pg_backend_pid()";

    @TempDir
    private Path directory;

    private PostgresServer server;
    private DatabaseManager manager;
    private SqlDatabase shop;

    @BeforeEach
    void start() throws IOException, SQLException {
        server = PostgresServer.started();
        server.execute("postgres", "create table notes (text varchar(100))");
        manager = DatabaseManager.builder(ConfigSources.in(directory))
                .database(DatabaseOptions.of("shop")
                        .url(server.url("postgres"))
                        .set("retry.first-delay", "1ms")
                        .set("retry.max-retries", 2))
                .open();
        shop = manager.sql("shop");
    }

    @AfterEach
    void stop() throws IOException {
        manager.close();
        server.close();
    }

    private void fillPool() {
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Session session = shop.session();
            session.query(PID);
            sessions.add(session);
        }
        sessions.forEach(Session::close);
        assertThat(shop.stats().idle()).isEqualTo(4);
    }

    private void restart() throws IOException {
        server.stop();
        server.start();
    }

    @Test
    void sessionsAfterARestart_work_atTheCostOfOneDetection() throws Exception {
        fillPool();
        restart();
        assertThat(shop.<List<Row>>withRetry(1, Duration.ofMillis(1), () -> shop.query(PID)))
                .hasSize(1);
        for (int i = 0; i < 10; i++) {
            try (Session session = shop.session()) {
                session.update("insert into notes values ('after')");
                session.commit();
            }
        }
        assertThat(shop.queryOne("select count(*) from notes", Long.class)).contains(10L);
        assertThat(shop.metrics().failedQueries()).isLessThanOrEqualTo(1);
    }

    @Test
    void sessionDuringARestart_failsAsLost_givesItsPlaceBack_andItsWorkIsGone() throws IOException {
        Session session = shop.session();
        session.update("insert into notes values ('lost')");
        restart();
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> session.query(PID))
                .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.CONNECTION_LOST));
        session.close();
        assertThat(shop.stats().active()).isZero();
        assertThat(shop.stats().total()).isZero();
        assertThat(shop.queryOne("select count(*) from notes", Long.class)).contains(0L);
    }

    @Test
    void statementWhileTheServerIsDown_failsAsRefused_afterItsRetries() throws IOException {
        server.stop();
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> shop.query(PID))
                .satisfies(error -> {
                    assertThat(error.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
                    assertThat(error.attempts()).isEqualTo(3);
                    assertThat(error.lastAttempt()).isNotNull();
                    assertThat(error.host()).isEqualTo(server.host().toString());
                });
        assertThat(shop.metrics().retryAttempts()).isEqualTo(2);
        assertThat(shop.metrics().connectionErrors()).isEqualTo(3);
        assertThat(shop.metrics().totalQueries()).as("nothing was sent").isZero();
    }

    @Test
    void reconnect_replacesIdleConnections_andSaysHowTheDatabaseIs() throws IOException {
        fillPool();
        int before = shop.queryOne(PID, Integer.class).orElseThrow();
        assertThat(manager.reconnect("shop").status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(shop.stats().total()).isZero();
        assertThat(shop.queryOne(PID, Integer.class).orElseThrow()).isNotEqualTo(before);
        restart();
        assertThat(manager.reconnect("shop").status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(shop.query(PID)).as("no stale connection is left").hasSize(1);
        assertThat(shop.metrics().failedQueries()).isZero();
    }

    @Test
    void reconnect_whileTheServerIsDown_answersUnhealthy_andWorksLater() throws IOException {
        server.stop();
        assertThat(manager.reconnect("shop").status()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(manager.reconnect("shop").retryCount()).isEqualTo(1);
        server.start();
        assertThat(manager.reconnect("shop").status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(shop.query(PID)).hasSize(1);
    }

    @Test
    void reconnect_duringATransaction_doesNotDisturbIt() {
        shop.transaction(tx -> {
            int pid = tx.queryOne(PID, Integer.class).orElseThrow();
            tx.update("insert into notes values ('kept')");
            manager.reconnect("shop");
            assertThat(tx.queryOne(PID, Integer.class)).contains(pid);
            return pid;
        });
        assertThat(shop.stats().total()).as("it is closed when it comes back").isZero();
        assertThat(shop.query("select text from notes", String.class)).containsExactly("kept");
    }

    @Test
    void reconnect_bySeveralThreads_doesNotDisturbRunningStatements() throws Exception {
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            boolean reconnects = i == 0;
            threads.add(new Thread(() -> {
                for (int n = 0; n < 25; n++) {
                    if (reconnects) {
                        manager.reconnect("shop");
                    } else {
                        shop.update("insert into notes values ('one')");
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.setUncaughtExceptionHandler((who, error) -> thrown.add(error));
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(60_000);
        }
        assertThat(thrown).isEmpty();
        assertThat(shop.queryOne("select count(*) from notes", Long.class)).contains(75L);
    }

    @Test
    void close_afterTheServerDied_isQuiet() throws IOException {
        fillPool();
        server.kill();
        assertThat(manager.close(Duration.ofSeconds(5))).isEmpty();
        assertThat(manager.isClosed()).isTrue();
    }
}
