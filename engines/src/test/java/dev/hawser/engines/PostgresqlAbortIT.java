package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.HostSpec;
import dev.hawser.config.Secret;
import dev.hawser.config.SslMode;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.SilentServer;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connects that are stuck in the driver really end: the thread that asked, the driver's own thread, and the socket. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class PostgresqlAbortIT {

    /** Whatever the driver limits by itself is longer than any test. */
    private static final Duration FAR_AWAY = Duration.ofMinutes(10);

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Credentials ANNA = new Credentials("anna", Secret.of("s3cret"), 1);
    private static final String DRIVERS_THREAD = "PostgreSQL JDBC driver connection thread";

    private final PostgresqlEngine engine = new PostgresqlEngine();

    private ConnectionFactory factory(HostSpec host, SslMode mode) {
        return engine.connectionFactory(config(host, mode).build());
    }

    /** No statement time-out: with it the driver would limit each read. */
    private static TestConfig config(HostSpec host, SslMode mode) {
        return TestConfig.postgres(host, "orders", "anna", "s3cret")
                .ssl(mode, null)
                .statementTimeout(Duration.ZERO)
                .properties(Map.of("sslResponseTimeout", Long.toString(FAR_AWAY.toMillis())));
    }

    private static Stuck connect(ConnectionFactory factory, HostSpec host) {
        FutureTask<EngineConnection> result = new FutureTask<>(() -> factory.connect(host, ANNA, FAR_AWAY));
        Thread thread = new Thread(result, "connecting");
        thread.start();
        return new Stuck(result, thread);
    }

    /** A connect on a thread of its own. */
    private record Stuck(FutureTask<EngineConnection> result, Thread thread) {

        Throwable failure() {
            try {
                result.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException failed) {
                return failed.getCause();
            } catch (InterruptedException | TimeoutException stillStuck) {
                throw new AssertionError("it did not end", stillStuck);
            }
            throw new AssertionError("it connected");
        }
    }

    private static boolean driverIsConnecting() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(DRIVERS_THREAD));
    }

    private static void awaitNoDriversThread() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(DRIVERS_THREAD)) {
                thread.join(SOON.toMillis());
            }
        }
        assertThat(driverIsConnecting()).isFalse();
    }

    private void assertAbortEnds(SilentServer server, SslMode mode) throws Exception {
        ConnectionFactory factory = factory(server.host(), mode);
        Stuck stuck = connect(factory, server.host());
        assertThat(server.awaitConnections(1, SOON)).isTrue();
        assertThatThrownBy(() -> stuck.result.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        factory.abort(stuck.thread);

        assertThat(engine.errors().meaning(stuck.failure()).category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
        awaitNoDriversThread();
    }

    @Test
    void abort_serverThatNeverAnswers_endsConnectAndClosesSocket() throws Exception {
        try (SilentServer silent = SilentServer.silent()) {
            assertAbortEnds(silent, SslMode.DISABLE);
            assertThat(silent.awaitClosedByClients(SOON)).isTrue();
        }
    }

    @Test
    void abort_serverThatNeverAnswersAboutTls_endsConnect() throws Exception {
        try (SilentServer silent = SilentServer.silent()) {
            assertAbortEnds(silent, SslMode.REQUIRE);
            assertThat(silent.awaitClosedByClients(SOON)).isTrue();
        }
    }

    @Test
    void abort_serverThatTrickles_endsConnect() throws Exception {
        // An error message of 28 KiB, of which a byte comes every 20 ms.
        try (SilentServer trickling = SilentServer.trickling((byte) 'E', (byte) 0, (byte) 0, (byte) 0x70, (byte) 0)) {
            assertAbortEnds(trickling, SslMode.DISABLE);
        }
    }

    @Test
    void abort_serverThatTricklesItsTlsHandshake_endsConnect() throws Exception {
        // Yes to TLS, then a record of 16 KiB.
        try (SilentServer trickling =
                SilentServer.trickling((byte) 'S', (byte) 0x16, (byte) 3, (byte) 3, (byte) 0x40, (byte) 0)) {
            assertAbortEnds(trickling, SslMode.REQUIRE);
        }
    }

    @Test
    void abort_whileAnotherThreadConnects_endsOnlyItsOwn() throws Exception {
        try (SilentServer silent = SilentServer.silent()) {
            ConnectionFactory factory = factory(silent.host(), SslMode.DISABLE);
            Stuck one = connect(factory, silent.host());
            Stuck other = connect(factory, silent.host());
            assertThat(silent.awaitConnections(2, SOON)).isTrue();
            factory.abort(one.thread);
            one.failure();
            assertThatThrownBy(() -> other.result.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            factory.abort(other.thread);
            other.failure();
            awaitNoDriversThread();
        }
    }

    @Test
    void connect_timedOutByTheDriver_leavesNoSocketAndNoThreadBehind() throws Exception {
        try (SilentServer silent = SilentServer.silent()) {
            Duration time = Raw.time(() -> Raw.thrown(() ->
                    factory(silent.host(), SslMode.DISABLE).connect(silent.host(), ANNA, Duration.ofMillis(300))));
            assertThat(time).isLessThan(SOON);
            assertThat(silent.awaitClosedByClients(SOON)).isTrue();
            awaitNoDriversThread();
        }
    }

    @Test
    void abort_afterTheConnect_leavesTheConnectionAlone() throws Exception {
        try (PostgresServer server = PostgresServer.started()) {
            TestConfig config = TestConfig.postgres(server.host(), "postgres", PostgresServer.USER, server.password());
            ConnectionFactory factory = engine.connectionFactory(config.build());
            JdbcConnection connection =
                    (JdbcConnection) factory.connect(server.host(), Raw.login(config.build()), Raw.TIMEOUT);
            factory.abort(Thread.currentThread());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Raw.single(connection, "select 1")).isEqualTo("1");
            // Its cancel requests go over sockets of the same factory.
            FutureTask<String> sleeper = new FutureTask<>(() -> {
                try (java.sql.Statement statement = connection.raw().createStatement()) {
                    connection.running(statement);
                    statement.execute("select pg_sleep(60)");
                    return "slept";
                } catch (java.sql.SQLException cancelled) {
                    return cancelled.getSQLState();
                }
            });
            Thread thread = new Thread(sleeper);
            thread.start();
            // Before the server has begun it forgets a cancel, and the driver sends one only.
            Raw.await(() -> server.single(
                            "postgres", "select count(*) from pg_stat_activity where wait_event = 'PgSleep'")
                    .equals("1"));
            connection.cancel();
            assertThat(sleeper.get(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo("57014");
            connection.close();
        }
    }

    /** What a user might plug in. */
    public static final class UsersSockets extends SocketFactory {

        static volatile int made;

        @Override
        public Socket createSocket() {
            made++;
            return new Socket();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, java.net.InetAddress from, int fromPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(java.net.InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(java.net.InetAddress host, int port, java.net.InetAddress from, int fromPort) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void connect_withAFactoryOfTheUsers_usesThatAndAbortInterrupts() throws Exception {
        try (SilentServer silent = SilentServer.silent()) {
            ConnectionFactory factory = engine.connectionFactory(config(silent.host(), SslMode.DISABLE)
                    .properties(Map.of("socketFactory", UsersSockets.class.getName(), "socketTimeout", "1"))
                    .build());
            Stuck stuck = connect(factory, silent.host());
            assertThat(silent.awaitConnections(1, SOON)).isTrue();
            assertThat(UsersSockets.made).isPositive();
            factory.abort(stuck.thread);
            assertThat(stuck.failure()).hasMessage("interrupted while connecting");
            awaitNoDriversThread(); // by its own time-out
        }
    }
}
