package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.PoolFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.Deadline;
import dev.hawser.PoolStats;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.pool.Lease;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code pool.pre-ping}: when connections are asked for a sign of life, and what becomes of those that give none. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class SignOfLifeTest {

    private static final Duration VALIDATION = Duration.ofMillis(50);

    private final ManualTicker ticker = new ManualTicker();

    private PoolFixture pool(int size, boolean prePing, Duration validationTimeout) {
        PoolConfig config = PoolFixture.bounds(size, 0)
                .prePing(prePing)
                .validationTimeout(validationTimeout)
                .build();
        return new PoolFixture(config, ticker);
    }

    @Test
    void connection_isAsked_whenItWasIdleForMoreThanHalfASecond() {
        try (PoolFixture fixture = pool(1, true, VALIDATION)) {
            FakeConnection connection = fixture.idle(1).get(0);
            ticker.advance(Duration.ofMillis(500));
            fixture.idle(1);
            assertThat(connection.pings()).isZero();
            ticker.advance(Duration.ofMillis(500).plusNanos(1));
            fixture.idle(1);
            assertThat(connection.pings()).isEqualTo(1);
            assertThat(connection.pingTimeouts()).containsExactly(VALIDATION);
        }
    }

    @Test
    void connectionThatDoesNotAnswer_isLeftAfterTheValidationTimeout() {
        try (PoolFixture fixture = pool(3, true, VALIDATION)) {
            List<FakeConnection> silent = fixture.idle(3);
            silent.forEach(FakeConnection::fallSilent);
            ticker.advance(Duration.ofSeconds(1));
            long startedAt = System.nanoTime();
            Lease lease = fixture.acquireWithin(Duration.ofHours(1)); // the driver would wait for ever
            assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
                    .as("150 ms, on a machine that is not busy")
                    .isLessThan(Duration.ofSeconds(15));
            assertThat(of(lease).number()).isEqualTo(4);
            assertThat(silent.stream().mapToInt(FakeConnection::pings).sum())
                    .as("one detection, not three")
                    .isEqualTo(1);
            assertThat(silent).allMatch(FakeConnection::isClosed);
            assertThat(silent.stream().mapToInt(FakeConnection::aborts).sum())
                    .as("the silent one was cut, which ends the question")
                    .isEqualTo(1);
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(3, 0, 0, 1, 0, 0, 1, 1));
            lease.release();
        }
    }

    @Test
    void callerWhoseHostGoesAway_whileItAsksAConnectionForASignOfLife_isSentAway_andDoesNotWaitThere()
            throws Exception {
        try (PoolFixture fixture = pool(1, true, VALIDATION)) {
            FakeConnection silent = fixture.idle(1).get(0);
            silent.fallSilent();
            ticker.advance(Duration.ofSeconds(1));
            fixture.engine.onConnect((host, timeout) -> new CountDownLatch(1).await()); // nobody answers there
            CompletableFuture<Lease> asking =
                    CompletableFuture.supplyAsync(() -> fixture.acquireWithin(Duration.ofHours(1)), fixture.threads);
            PoolFixture.await(() -> silent.pings() == 1);
            fixture.pool.divert(new DatabaseException(
                    ErrorCategory.WRONG_ROLE, "the host is gone", "orders", null, null, 0, null, null));
            assertThat(asking)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .havingCause()
                    .withMessageContaining("the host is gone");
            assertThatExceptionOfType(DatabaseException.class)
                    .as("somebody who was sent here before that")
                    .isThrownBy(() -> fixture.pool.acquire(Deadline.in(Duration.ofHours(1)), null))
                    .withMessageContaining("the host is gone");
        }
    }

    @Test
    void question_takesNoLongerThanTheCallerHas() {
        try (PoolFixture fixture = pool(1, true, Duration.ofMinutes(1))) {
            FakeConnection silent = fixture.idle(1).get(0);
            silent.fallSilent();
            ticker.advance(Duration.ofSeconds(1));
            long startedAt = System.nanoTime();
            Lease lease = fixture.acquireWithin(Duration.ofMillis(30)); // by the pool's own clock, which stands still
            assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(15));
            assertThat(of(lease)).isNotSameAs(silent);
            assertThat(silent.pingTimeouts()).containsExactly(Duration.ofMillis(30));
            lease.release();
        }
    }

    @Test
    void callerWhoHasLittleTime_doesNotCondemnTheOthers() {
        try (PoolFixture fixture = pool(3, true, Duration.ofMinutes(1))) {
            fixture.idle(3);
            FakeConnection slow = fixture.idle(1).get(0);
            slow.fallSilent(); // to a question of a few milliseconds; who waits longer might hear something
            ticker.advance(Duration.ofSeconds(1));
            Lease lease = fixture.acquireWithin(Duration.ofMillis(5));
            assertThat(slow.isClosed())
                    .as("nobody knows, and it is still being asked")
                    .isTrue();
            assertThat(of(lease).number()).as("one of the others").isLessThanOrEqualTo(3);
            assertThat(fixture.engine.open()).hasSize(2);
            assertThat(fixture.pool.stats().invalid()).isZero();
            lease.release();
        }
    }

    @Test
    void callerWhoIsInterruptedMeanwhile_doesNotCondemnTheOthers() throws Exception {
        try (PoolFixture fixture = pool(3, true, Duration.ofMinutes(1))) {
            fixture.idle(3);
            FakeConnection slow = fixture.idle(1).get(0);
            slow.fallSilent();
            ticker.advance(Duration.ofSeconds(1));
            AtomicReference<String> message = new AtomicReference<>();
            Thread caller = new Thread(() -> {
                try {
                    fixture.acquireWithin(Duration.ofHours(1));
                } catch (DatabaseException interrupted) {
                    message.set(interrupted.getMessage());
                }
            });
            caller.start();
            PoolFixture.await(() -> slow.pings() == 1);
            caller.interrupt();
            caller.join(10_000);
            assertThat(message.get()).contains("interrupted after");
            assertThat(slow.isClosed()).isTrue();
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(3, 0, 2, 0, 0, 0, 2, 0));
        }
    }

    @Test
    void machineThatSlept_trustsNoIdleConnection() {
        try (PoolFixture fixture = pool(2, true, VALIDATION)) {
            fixture.pool.maintain();
            List<FakeConnection> all = fixture.idle(2);
            ticker.advanceWall(Duration.ofMinutes(30));
            fixture.pool.maintain();
            all.forEach(FakeConnection::breakDown); // as its firewall did meanwhile
            assertThat(of(fixture.acquire()).number())
                    .as("though it was used a moment ago")
                    .isEqualTo(3);
            assertThat(fixture.pool.stats().invalid()).isEqualTo(1);
        }
    }

    @Test
    void clockThatIsSetBackOrALittleForward_meansNothing() {
        try (PoolFixture fixture = pool(1, true, VALIDATION)) {
            fixture.pool.maintain();
            FakeConnection connection = fixture.idle(1).get(0);
            ticker.advanceWall(Duration.ofSeconds(5));
            fixture.pool.maintain();
            ticker.advanceWall(Duration.ofHours(-2));
            fixture.pool.maintain();
            fixture.idle(1);
            assertThat(connection.pings()).isZero();
        }
    }

    @Test
    void time_thatBothClocksCount_isNoSleep() {
        try (PoolFixture fixture = pool(1, true, VALIDATION)) {
            fixture.pool.maintain();
            ticker.advance(Duration.ofMinutes(5)); // an upkeep that came late
            FakeConnection connection = fixture.idle(1).get(0);
            fixture.pool.maintain();
            fixture.idle(1);
            assertThat(connection.pings()).isZero();
        }
    }

    @Test
    void prePingOff_asksNobody() {
        try (PoolFixture fixture = pool(1, false, VALIDATION)) {
            FakeConnection connection = fixture.idle(1).get(0);
            ticker.advance(Duration.ofMinutes(1));
            fixture.idle(1);
            assertThat(connection.pings()).isZero();
        }
    }

    @Test
    void interruptedCaller_doesNotCostTheOthersTheirConnections() {
        try (PoolFixture fixture = pool(3, true, VALIDATION)) {
            List<FakeConnection> idle = fixture.idle(3);
            idle.forEach(FakeConnection::fallSilent); // so that the answer is not there before the interrupt is seen
            ticker.advance(Duration.ofSeconds(1));
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(DatabaseException.class).isThrownBy(fixture::acquire);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(idle.stream().filter(FakeConnection::isClosed)).hasSize(1);
        }
    }
}
