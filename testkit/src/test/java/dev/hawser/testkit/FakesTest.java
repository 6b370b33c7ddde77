package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.config.Secret;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.HostReport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FakesTest {

    private static final HostSpec HOST = new HostSpec("db1", 1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Credentials NOBODY = new Credentials(null, null, 0);

    private final FakeEngine engine = new FakeEngine();
    private final ConnectionFactory factory = engine.connectionFactory(null);

    @Test
    void sleep_manualTicker_movesTimeAndIsRemembered() throws Exception {
        ManualTicker ticker = new ManualTicker(Long.MAX_VALUE);
        ticker.sleep(SECOND);
        ticker.advance(Duration.ofMillis(1));
        assertThat(ticker.nanoTime() - Long.MAX_VALUE).isEqualTo(1_001_000_000L);
        assertThat(ticker.sleeps()).containsExactly(SECOND);
    }

    @Test
    void sleep_interrupted_throwsAndDoesNotMove() {
        ManualTicker ticker = new ManualTicker();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> ticker.sleep(SECOND)).isInstanceOf(InterruptedException.class);
        assertThat(ticker.nanoTime()).isZero();
    }

    @Test
    void connect_refusedTwice_succeedsTheThirdTime() throws Exception {
        engine.refuse(2);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> factory.connect(HOST, NOBODY, SECOND))
                    .satisfies(e -> assertThat(engine.errors().meaning(e).category())
                            .isEqualTo(ErrorCategory.CONNECTION_REFUSED));
        }
        EngineConnection connection = factory.connect(HOST, NOBODY, SECOND);
        assertThat(engine.attempts()).isEqualTo(3);
        assertThat(engine.open()).containsExactly((FakeConnection) connection);
        connection.close();
        assertThat(engine.open()).isEmpty();
        assertThat(engine.opened()).hasSize(1);
    }

    @Test
    void connect_withCredentialsThatAreNotAdmitted_isAnAuthenticationFailure() throws Exception {
        Credentials anna = new Credentials("anna", Secret.of("s3cret"), 1);
        engine.admit(anna::equals);
        assertThatThrownBy(() -> factory.connect(HOST, NOBODY, SECOND))
                .satisfies(
                        e -> assertThat(engine.errors().meaning(e).category()).isEqualTo(ErrorCategory.AUTHENTICATION));
        assertThatThrownBy(() -> factory.prepare(NOBODY, SECOND)).isInstanceOf(FakeFailure.class);
        FakeConnection connection = (FakeConnection) factory.connect(HOST, anna, SECOND);
        assertThat(connection.credentials()).isEqualTo(anna);
        connection.close();
    }

    @Test
    void abort_hangingConnect_endsIt() throws Exception {
        engine.hangNext(new CountDownLatch(1));
        FutureTask<EngineConnection> stuck = new FutureTask<>(() -> factory.connect(HOST, NOBODY, SECOND));
        Thread thread = new Thread(stuck);
        thread.start();
        factory.abort(thread);
        assertThatThrownBy(() -> stuck.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void connection_transaction_lastsUntilReset() throws Exception {
        FakeConnection connection = (FakeConnection) factory.connect(HOST, NOBODY, SECOND);
        assertThat(connection.inTransaction()).isFalse();
        connection.begin();
        assertThat(connection.inTransaction()).isTrue();
        connection.reset();
        assertThat(connection.inTransaction()).isFalse();
        assertThat(connection.serverProcess()).isEqualTo("fake-1");
        connection.close();
    }

    @Test
    void connect_hanging_succeedsOnlyWhenReleased() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        engine.hangNext(release);
        FutureTask<EngineConnection> late = new FutureTask<>(() -> factory.connect(HOST, NOBODY, SECOND));
        Thread thread = new Thread(late);
        thread.start();
        factory.prepare(NOBODY, SECOND);
        assertThat(late.isDone()).isFalse();
        release.countDown();
        assertThat(late.get(10, TimeUnit.SECONDS).isAlive(SECOND)).isTrue();
        assertThat(engine.preparations()).isEqualTo(1);
    }

    @Test
    void reset_brokenConnection_failsAsLost() throws Exception {
        FakeConnection connection = (FakeConnection) factory.connect(HOST, NOBODY, SECOND);
        engine.role(HOST, HostRole.REPLICA);
        assertThat(engine.roleProbe().ask(HOST, connection)).isEqualTo(HostReport.of(HostRole.REPLICA));
        HostReport all = new HostReport(HostRole.PRIMARY, "cluster", 2, "here");
        engine.report(HOST, all);
        assertThat(engine.roleProbe().ask(HOST, connection)).isEqualTo(all);
        assertThat(engine.roleProbe().told(connection)).isNull();
        engine.tell(HOST, HostRole.REPLICA);
        assertThat(engine.roleProbe().told(connection)).isEqualTo(HostRole.REPLICA);
        connection.reset();
        connection.breakDown();
        assertThat(connection.isAlive(SECOND)).isFalse();
        assertThatThrownBy(connection::reset).isInstanceOf(FakeFailure.class);
        assertThatThrownBy(() -> engine.roleProbe().ask(HOST, connection)).isInstanceOf(FakeFailure.class);
        assertThat(connection.resets()).isEqualTo(2);
    }

    @Test
    void connect_silentServer_getsNoAnswer() throws Exception {
        try (SilentServer server = SilentServer.silent();
                Socket socket = new Socket(server.host().host(), server.host().port())) {
            socket.setSoTimeout(50);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void connect_cuttingServer_isReset() throws Exception {
        try (SilentServer server = SilentServer.cutting()) {
            assertThatThrownBy(
                            () -> { // as it connects already, if the server is quick
                                try (Socket socket = new Socket(
                                        server.host().host(), server.host().port())) {
                                    socket.getInputStream().read();
                                }
                            })
                    .isInstanceOf(IOException.class);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void connect_refusingPort_isRefused() throws Exception {
        HostSpec host = SilentServer.refusing();
        assertThatThrownBy(() -> new Socket(host.host(), host.port()).close()).isInstanceOf(ConnectException.class);
    }

    @Test
    void close_threadLeft_failsAndNamesIt() throws Exception {
        LeakCheck check = LeakCheck.begin(Duration.ofMillis(100));
        CountDownLatch end = new CountDownLatch(1);
        Thread left = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                },
                "hawser-left-behind");
        left.start();
        assertThatThrownBy(check::close).isInstanceOf(AssertionError.class).hasMessageContaining("hawser-left-behind");
        end.countDown();
        left.join();
        check.close();
    }

    @Test
    void close_fileLeftOpen_failsAndNamesIt(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("left.db"));
        LeakCheck check = LeakCheck.begin(Duration.ofMillis(100));
        try (var left = Files.newByteChannel(file)) {
            assertThat(left.isOpen()).isTrue();
            assertThatThrownBy(check::close).isInstanceOf(AssertionError.class).hasMessageContaining("left.db");
        }
        check.close();
    }

    @Test
    void parse_urlWithEncodedPassword_decodesIt() {
        TestDatabase parsed = TestDatabases.parse("postgres://me:p%40%2F%3A%25+x@db1:6543/my%20db");
        assertThat(parsed).isEqualTo(new TestDatabase(new HostSpec("db1", 6543), "my db", "me", "p@/:%+x"));
        assertThat(TestDatabases.parse(parsed.url())).isEqualTo(parsed);
    }

    @Test
    void parse_otherUrl_failsWithoutRepeatingIt() {
        assertThatThrownBy(() -> TestDatabases.parse("mysql://me:canary@db1/x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("canary");
    }
}
