package dev.hawser.tests.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.HostSpec;
import dev.hawser.config.Secret;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.Errors;
import dev.hawser.internal.pool.Connector;
import dev.hawser.internal.pool.Connector.Opened;
import dev.hawser.internal.pool.CurrentCredentials;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.CredentialsProvider;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.FakeEngine;
import dev.hawser.testkit.FakeFailure;
import dev.hawser.testkit.ManualTicker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Credentials on their way from a provider to the server, and back when the server does not like them. */
@Timeout(60)
class ConnectorTest {

    private static final HostSpec HOST = new HostSpec("db1", 5432);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Credentials FIRST = version(1);
    private static final Credentials SECOND = version(2);
    private static final Credentials THIRD = version(3);

    private final FakeEngine engine = new FakeEngine();
    private final ManualTicker ticker = new ManualTicker();
    private final Errors errors = new Errors("orders", false, engine.errors(), List.of());
    private final Vault vault = new Vault();
    private final Connector connector = connector(vault);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static Credentials version(int version) {
        return new Credentials("anna", Secret.of("s3cret-" + version), version);
    }

    private Connector connector(CredentialsProvider provider) {
        CurrentCredentials credentials = new CurrentCredentials(provider, "configured", errors, ticker);
        return new Connector(TIMEOUT, HOST, engine.connectionFactory(null), credentials, errors, ticker);
    }

    /** Where credentials are kept; it remembers what it was asked. */
    private static final class Vault implements CredentialsProvider {

        private final List<Credentials> refused = new CopyOnWriteArrayList<>();
        private volatile Callable<Credentials> current = () -> FIRST;
        private volatile Callable<Credentials> refreshed = () -> SECOND;

        @Override
        public Credentials credentials() throws Exception {
            return current.call();
        }

        @Override
        public Credentials refreshed(Credentials refused) throws Exception {
            this.refused.add(refused);
            return refreshed.call();
        }
    }

    private Opened open() {
        return connector.open(TIMEOUT);
    }

    private DatabaseException failure() {
        DatabaseException failure = catchThrowableOfType(DatabaseException.class, this::open);
        assertThat(failure).isNotNull();
        return failure;
    }

    private static Credentials of(Opened opened) {
        return ((FakeConnection) opened.connection()).credentials();
    }

    @Test
    void open_credentialsThatAreAdmitted_areUsedAndStamped() {
        Opened opened = open();
        assertThat(of(opened)).isEqualTo(FIRST);
        assertThat(opened.credentialsVersion()).isEqualTo(1);
        assertThat(connector.credentialsVersion()).isEqualTo(1);
        assertThat(vault.refused).isEmpty();
    }

    @Test
    void open_everyTime_asksTheProvider() {
        open();
        vault.current = () -> THIRD;
        assertThat(open().credentialsVersion()).isEqualTo(3);
    }

    @Test
    void open_userNotNamed_isTheConfiguredOne() {
        vault.current = () -> new Credentials(null, Secret.of("s3cret"), 7);
        assertThat(of(open())).isEqualTo(new Credentials("configured", Secret.of("s3cret"), 7));
    }

    @Test
    void credentialsVersion_neverFalls() {
        assertThat(connector.credentialsVersion()).isEqualTo(Long.MIN_VALUE);
        vault.current = () -> THIRD;
        open();
        vault.current = () -> FIRST;
        assertThat(open().credentialsVersion()).isEqualTo(1);
        assertThat(connector.credentialsVersion()).isEqualTo(3);
    }

    @Test
    void open_versionRaisedWhileConnecting_isStampedWithTheOneItStartedWith() {
        engine.onNextConnect((host, timeout) -> {
            vault.current = () -> SECOND;
            open();
        });
        assertThat(open().credentialsVersion()).isEqualTo(1);
        assertThat(connector.credentialsVersion()).isEqualTo(2);
    }

    @Test
    void open_refused_refreshesOnceAndTriesAgain() {
        engine.admit(SECOND::equals);
        Opened opened = open();
        assertThat(opened.credentialsVersion()).isEqualTo(2);
        assertThat(of(opened)).isEqualTo(SECOND);
        assertThat(vault.refused).containsExactly(FIRST);
        assertThat(connector.credentialsVersion()).isEqualTo(2);
    }

    @Test
    void open_refusedAgain_failsAfterTwoAttempts() {
        engine.admit(nobody -> false);
        DatabaseException failure = failure();
        assertThat(failure.category()).isEqualTo(ErrorCategory.AUTHENTICATION);
        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(DatabaseException.class);
        assertThat(engine.attempts()).isEqualTo(2);
        assertThat(vault.refused).containsExactly(FIRST);
    }

    @Test
    void open_refusedAndNoOthers_doesNotTryThemAgain() {
        engine.admit(nobody -> false);
        vault.refreshed = () -> FIRST;
        assertThat(failure().category()).isEqualTo(ErrorCategory.AUTHENTICATION);
        assertThat(engine.attempts()).isEqualTo(1);
    }

    @Test
    void open_otherFailure_doesNotRefresh() {
        engine.refuse(1);
        assertThat(failure().category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
        assertThat(vault.refused).isEmpty();
        assertThat(engine.attempts()).isEqualTo(1);
    }

    @Test
    void open_refreshedButUnreachable_failsWithThat() {
        engine.onNextConnect((host, timeout) -> {});
        engine.refuse();
        engine.admit(SECOND::equals);
        DatabaseException failure = failure();
        assertThat(failure.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED);
        assertThat(failure.getSuppressed())
                .singleElement()
                .extracting("category")
                .isEqualTo(ErrorCategory.AUTHENTICATION);
    }

    @Test
    void open_secondAttempt_hasTheTimeThatIsLeft() {
        List<Duration> given = new ArrayList<>();
        engine.onConnect((host, timeout) -> {
            given.add(timeout);
            ticker.advance(Duration.ofSeconds(3));
        });
        vault.current = () -> {
            ticker.advance(Duration.ofSeconds(1));
            return FIRST;
        };
        engine.admit(SECOND::equals);
        open();
        assertThat(given).containsExactly(Duration.ofSeconds(9), Duration.ofSeconds(6));
    }

    @Test
    void open_refusedWhenTheTimeIsOver_isNotTriedAgain() {
        engine.onConnect((host, timeout) -> ticker.advance(TIMEOUT));
        engine.admit(SECOND::equals);
        assertThat(failure().category()).isEqualTo(ErrorCategory.AUTHENTICATION);
        assertThat(engine.attempts()).isEqualTo(1);
    }

    @Test
    void open_manyRefusedTogether_refreshOnceForAll() throws Exception {
        int many = 16;
        CyclicBarrier allRefused = new CyclicBarrier(many);
        engine.admit(SECOND::equals);
        for (int i = 0; i < many; i++) {
            engine.onNextConnect((host, timeout) -> allRefused.await(10, TimeUnit.SECONDS));
        }
        List<Future<Opened>> all = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            all.add(threads.submit(this::open));
        }
        for (Future<Opened> one : all) {
            assertThat(one.get(10, TimeUnit.SECONDS).credentialsVersion()).isEqualTo(2);
        }
        assertThat(vault.refused).containsExactly(FIRST);
        assertThat(engine.attempts()).isEqualTo(2 * many);
    }

    @Test
    void open_refusedWhileAnotherRefreshes_waitsForThat() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        engine.admit(SECOND::equals);
        vault.refreshed = () -> {
            asked.countDown();
            answer.await();
            return SECOND;
        };
        Future<Opened> leader = threads.submit(this::open);
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        CountDownLatch connecting = new CountDownLatch(1);
        engine.onNextConnect((host, timeout) -> connecting.countDown());
        Future<Opened> follower = threads.submit(this::open);
        assertThat(connecting.await(10, TimeUnit.SECONDS)).isTrue();
        answer.countDown(); // whether it was refused by then or is a moment later
        assertThat(leader.get(10, TimeUnit.SECONDS).credentialsVersion()).isEqualTo(2);
        assertThat(follower.get(10, TimeUnit.SECONDS).credentialsVersion()).isEqualTo(2);
        assertThat(vault.refused).hasSize(1);
    }

    @Test
    void open_refusedAfterARefreshThatBeganSinceItStarted_usesWhatThatGave() throws Exception {
        CountDownLatch connecting = new CountDownLatch(1);
        CountDownLatch refuse = new CountDownLatch(1);
        engine.admit(SECOND::equals);
        engine.onNextConnect((host, timeout) -> {
            connecting.countDown();
            refuse.await();
        });
        Future<Opened> slow = threads.submit(this::open);
        assertThat(connecting.await(10, TimeUnit.SECONDS)).isTrue();
        open();
        refuse.countDown();
        assertThat(slow.get(10, TimeUnit.SECONDS).credentialsVersion()).isEqualTo(2);
        assertThat(vault.refused).hasSize(1);
    }

    @Test
    void open_refusedLater_asksAnew() {
        engine.admit(SECOND::equals);
        open();
        engine.admit(THIRD::equals);
        vault.current = () -> SECOND;
        vault.refreshed = () -> THIRD;
        assertThat(open().credentialsVersion()).isEqualTo(3);
        assertThat(vault.refused).containsExactly(FIRST, SECOND);
    }

    @Test
    void open_providerFails_namesItsFailure() {
        IllegalStateException sealed = new IllegalStateException("the vault is sealed");
        vault.current = () -> {
            throw sealed;
        };
        DatabaseException failure = failure();
        assertThat(failure.category()).isEqualTo(ErrorCategory.AUTHENTICATION);
        assertThat(failure)
                .hasMessageContaining("orders: asking the credentials provider failed after 0 ms")
                .hasMessageContaining("IllegalStateException: the vault is sealed")
                .hasCause(sealed);
        assertThat(failure.host()).isEqualTo("db1:5432");
        assertThat(engine.attempts()).isZero();
    }

    @Test
    void open_providerGivesNothing_saysSo() {
        vault.current = () -> null;
        assertThat(failure()).hasMessageContaining("it gave none");
    }

    @Test
    void open_refreshFails_namesThatAndKeepsTheRefusal() {
        engine.admit(nobody -> false);
        vault.refreshed = () -> {
            throw new IllegalStateException("the vault is sealed");
        };
        DatabaseException failure = failure();
        assertThat(failure)
                .hasMessageContaining("after the server refused the last")
                .hasMessageContaining("the vault is sealed");
        assertThat(failure.getSuppressed()).singleElement().asString().contains("gave a wrong password");
        assertThat(engine.attempts()).isEqualTo(1);
    }

    @Test
    void open_refreshBreaksDown_leavesNobodyWaiting() throws Exception {
        CyclicBarrier bothRefused = new CyclicBarrier(2);
        engine.admit(SECOND::equals);
        engine.onNextConnect((host, timeout) -> bothRefused.await(10, TimeUnit.SECONDS));
        engine.onNextConnect((host, timeout) -> bothRefused.await(10, TimeUnit.SECONDS));
        vault.refreshed = () -> {
            throw new NoClassDefFoundError("cloud/Token");
        };
        Future<Opened> one = threads.submit(this::open);
        Future<Opened> other = threads.submit(this::open);
        List<Throwable> causes = new ArrayList<>();
        for (Future<Opened> future : List.of(one, other)) {
            causes.add(catchThrowableOfType(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS))
                    .getCause());
        }
        assertThat(causes).anyMatch(NoClassDefFoundError.class::isInstance);
    }

    @Test
    void open_interruptedInTheProvider_keepsTheInterrupt() {
        vault.current = () -> {
            throw new InterruptedException("stop");
        };
        assertThat(failure().category()).isEqualTo(ErrorCategory.AUTHENTICATION);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void failures_neverHoldAProvidersSecret() {
        vault.current = () -> FIRST;
        engine.onConnect((host, timeout) -> {
            throw new FakeFailure(ErrorCategory.CONNECTION_REFUSED, "cannot connect with s3cret-1, nor with it");
        });
        assertThat(failure()).hasMessageContaining("with ******,").hasMessageNotContaining("s3cret-1");

        vault.current = () -> {
            throw new IllegalStateException("the token failed", new Exception("s3cret-1 has expired"));
        };
        StringWriter everything = new StringWriter();
        failure().printStackTrace(new PrintWriter(everything));
        assertThat(everything.toString()).contains("IllegalStateException").doesNotContain("s3cret-1");
    }

    @Test
    void credentials_printed_hideTheSecret() {
        assertThat(FIRST.toString()).contains("anna", "******", "1").doesNotContain("s3cret-1");
    }

    @Test
    void abort_hangingConnect_endsIt() throws Exception {
        CountDownLatch connecting = new CountDownLatch(1);
        engine.onNextConnect((host, timeout) -> {
            connecting.countDown();
            new CountDownLatch(1).await();
        });
        Thread[] opener = new Thread[1];
        Future<Opened> stuck = threads.submit(() -> {
            opener[0] = Thread.currentThread();
            return open();
        });
        assertThat(connecting.await(10, TimeUnit.SECONDS)).isTrue();
        connector.abort(opener[0]);
        assertThat(catchThrowableOfType(ExecutionException.class, () -> stuck.get(10, TimeUnit.SECONDS)))
                .hasCauseInstanceOf(DatabaseException.class);
    }
}
