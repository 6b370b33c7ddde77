package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.PoolFixture.of;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.hawser.PoolStats;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.PoolConfig;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.topology.Access;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.ManualTicker;
import dev.hawser.tests.log.CapturedLog;
import dev.hawser.tests.manager.FakeDatabase;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections that are held for too long, or lost. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class LeaksTest {

    private static final Duration THRESHOLD = Duration.ofSeconds(10);

    private final ManualTicker ticker = new ManualTicker();

    private PoolFixture pool(int size, Duration leakThreshold) {
        PoolConfig config =
                PoolFixture.bounds(size, 0).leakThreshold(leakThreshold).build();
        return new PoolFixture(config, ticker);
    }

    private static List<String> leaks(PoolFixture fixture) {
        return fixture.events.stream().filter(event -> event.startsWith("leak")).toList();
    }

    /** A lease that nobody can give back any more, once this returns. */
    private static FakeConnection lose(PoolFixture fixture) {
        Lease lease = fixture.acquire();
        lease.running("select lost");
        lease.label("forgetful work");
        return of(lease);
    }

    /** Collects garbage, and looks after the pool, until {@code condition} holds. */
    private static boolean collected(Runnable maintain, BooleanSupplier condition) {
        long end = System.nanoTime() + PoolFixture.PATIENCE.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            System.gc();
            maintain.run();
        }
        return condition.getAsBoolean();
    }

    /** Collects everything that is garbage now: something that became garbage later is gone when this returns. */
    private static void collectGarbage() {
        WeakReference<Object> canary = new WeakReference<>(new Object());
        assertThat(collected(() -> {}, () -> canary.get() == null)).isTrue();
    }

    @Test
    void loanBeyondTheThreshold_isReportedOnce_withBothStacks() {
        try (PoolFixture fixture = pool(1, THRESHOLD)) {
            Lease lease = fixture.acquire();
            lease.running("select slow");
            ticker.advance(THRESHOLD.minusNanos(1));
            fixture.pool.maintain();
            assertThat(leaks(fixture)).isEmpty();
            ticker.advance(Duration.ofNanos(1));
            fixture.pool.maintain();
            ticker.advance(THRESHOLD);
            fixture.pool.maintain();
            assertThat(leaks(fixture))
                    .singleElement()
                    .asString()
                    .startsWith(
                            "leak suspected: thread \"" + Thread.currentThread().getName() + "\" for 10000 ms")
                    .contains("last: select slow")
                    .containsPattern("(?s)\n    acquired\n      at .*LeaksTest\\.loanBeyondTheThreshold"
                            + ".*\n    now\n      at .*LeaksTest\\.loanBeyondTheThreshold");
            lease.release();
        }
    }

    @Test
    void nextLoanOfTheSameConnection_isReportedAnew() {
        try (PoolFixture fixture = pool(1, THRESHOLD)) {
            for (int loan = 1; loan <= 2; loan++) {
                Lease lease = fixture.acquire();
                ticker.advance(THRESHOLD);
                fixture.pool.maintain();
                assertThat(leaks(fixture)).hasSize(loan);
                lease.release();
            }
        }
    }

    @Test
    void withoutThreshold_noLoanIsTooLong() {
        try (PoolFixture fixture = pool(1, Duration.ZERO)) {
            Lease lease = fixture.acquire();
            ticker.advance(Duration.ofDays(1));
            fixture.pool.maintain();
            assertThat(leaks(fixture)).isEmpty();
            lease.release();
        }
    }

    @Test
    void lostLease_isReclaimed_andItsPlaceIsUsableAgain() {
        try (PoolFixture fixture = pool(1, THRESHOLD)) {
            FakeConnection lost = lose(fixture);
            assertThat(collected(fixture.pool::maintain, () -> !leaks(fixture).isEmpty()))
                    .isTrue();
            assertThat(leaks(fixture))
                    .singleElement()
                    .asString()
                    .startsWith("leak reclaimed: thread \"")
                    .contains("(forgetful work)", "last: select lost")
                    .containsPattern("(?s)\n    acquired\n      at .*LeaksTest\\.lose");
            assertThat(lost.isClosed()).isTrue();
            assertThat(fixture.events).contains("closed: leaked");
            assertThat(fixture.pool.totals().leaked()).isEqualTo(1);
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(1, 0, 0, 0, 0, 0, 0, 0));
            assertThat(of(fixture.acquire()).number()).isEqualTo(2);
        }
    }

    @Test
    void lostLease_servesWhoWaitsForItsPlace() throws Exception {
        try (PoolFixture fixture = pool(1, Duration.ZERO)) {
            lose(fixture);
            var waiting = fixture.queueUp(1);
            assertThat(collected(fixture.pool::maintain, waiting::isDone)).isTrue();
            PoolFixture.get(waiting).release();
        }
    }

    @Test
    void releasedLease_isNeverReported() {
        try (PoolFixture fixture = pool(3, THRESHOLD)) {
            fixture.idle(3);
            fixture.acquire().evict("no longer wanted", false);
            fixture.acquire().abort();
            collectGarbage();
            fixture.pool.maintain();
            assertThat(leaks(fixture)).isEmpty();
            assertThat(fixture.pool.totals().leaked()).isZero();
            assertThat(fixture.pool.stats().idle()).isEqualTo(1);
        }
    }

    /** Also while it is on its way out, when nobody holds the lease any more. */
    @Test
    void leaseThatIsBeingEvicted_isNotLost() {
        try (PoolFixture fixture = pool(1, Duration.ZERO)) {
            fixture.onReleased = () -> {
                collectGarbage();
                fixture.pool.maintain();
            };
            fixture.acquire().evict("no longer wanted", false);
            assertThat(leaks(fixture)).isEmpty();
            assertThat(fixture.engine.opened().get(0).closes()).isEqualTo(1);
            fixture.acquire().release();
            assertThat(leaks(fixture)).isEmpty();
        }
    }

    @Test
    void database_logsAndTellsOfBoth() {
        DatabaseOptions options = DatabaseOptions.of("orders")
                .url("fake://db1:1/shop")
                .poolSize(2)
                .set("pool.max-overflow", 0)
                .set("pool.leak-threshold", "10s");
        try (CapturedLog log = CapturedLog.of("dev.hawser.internal.ManagedDatabase", Level.WARN);
                FakeDatabase fake = new FakeDatabase(options).started()) {
            Lease slow = fake.database.acquire(Access.WRITE, null);
            loseOne(fake);
            fake.ticker.advance(THRESHOLD);
            assertThat(collected(
                            fake.database::maintain,
                            () -> told(fake, DatabaseEvent.LeakReclaimed.class)
                                    && told(fake, DatabaseEvent.LeakSuspected.class)))
                    .isTrue();
            assertThat(log.entries()).anySatisfy(entry -> {
                assertThat(entry.getMessage()).isEqualTo("a connection is held for longer than pool.leak-threshold");
                assertThat(CapturedLog.fields(entry))
                        .containsEntry("database", "orders")
                        .containsKey("holder");
            });
            assertThat(log.entries())
                    .anySatisfy(entry -> assertThat(entry.getMessage())
                            .isEqualTo("a connection was lost without being closed, and was reclaimed"));
            slow.release();
        }
    }

    private static boolean told(FakeDatabase fake, Class<? extends DatabaseEvent> kind) {
        return fake.events.stream().anyMatch(kind::isInstance);
    }

    private static void loseOne(FakeDatabase fake) {
        fake.database.acquire(Access.WRITE, null).running("select lost");
    }
}
