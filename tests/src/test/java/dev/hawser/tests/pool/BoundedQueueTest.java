package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.PoolFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.PoolTotals;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.internal.pool.Lease;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code pool.max-waiters}, and what is counted. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class BoundedQueueTest {

    private static PoolFixture bounded(int size, int maxWaiters) {
        return new PoolFixture(
                PoolFixture.bounds(size, 0).maxWaiters(maxWaiters).build(), Ticker.SYSTEM);
    }

    @Test
    void callerBeyondMaxWaiters_isRefusedAtOnceWithTheReason() throws Exception {
        try (PoolFixture fixture = bounded(1, 2)) {
            Lease held = fixture.acquire();
            CompletableFuture<Lease> first = fixture.queueUp(1);
            CompletableFuture<Lease> second = fixture.queueUp(2);
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> fixture.acquireWithin(Duration.ofHours(1)))
                    .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.POOL_EXHAUSTED))
                    .withMessageContaining("orders: refused at once: as many callers wait for a connection to db1:5432")
                    .withMessageContaining("pool.max-waiters (2)")
                    .withMessageContaining("(size 1, max-overflow 0, active 1, idle 0, waiting 2)");
            assertThat(fixture.pool.totals().rejected()).isEqualTo(1);
            assertThat(fixture.pool.totals().timedOut()).isZero();
            assertThat(fixture.events).contains("rejected").doesNotContain("timed out");
            held.release();
            get(first).release();
            get(second).release();
        }
    }

    @Test
    void placeInTheQueue_isFreeAgainWhenSomebodyWasServedOrGaveUp() throws Exception {
        try (PoolFixture fixture = bounded(1, 1)) {
            Lease held = fixture.acquire();
            CompletableFuture<Lease> served = fixture.queueUp(1);
            held.release();
            Lease next = get(served);
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> fixture.acquireWithin(Duration.ofMillis(20)))
                    .withMessageContaining("became free within");
            CompletableFuture<Lease> last = fixture.queueUp(1);
            next.release();
            get(last).release();
            assertThat(fixture.pool.totals().rejected()).isZero();
        }
    }

    @Test
    void noWaitersAllowed_stillLendsWhatIsIdleOrMayBeOpened() {
        try (PoolFixture fixture = bounded(2, 0)) {
            List<Lease> leases = fixture.acquireMany(2);
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(fixture::acquire);
            leases.forEach(Lease::release);
            fixture.acquireMany(2);
            assertThat(fixture.pool.totals().rejected()).isEqualTo(1);
        }
    }

    @Test
    void callersForWhomAConnectionMayBeOpened_doNotCount() throws Exception {
        try (PoolFixture fixture = bounded(3, 1)) {
            CountDownLatch go = new CountDownLatch(1);
            fixture.engine.onConnect((host, timeout) -> go.await());
            List<CompletableFuture<Lease>> opening =
                    List.of(fixture.queueUp(1), fixture.queueUp(2), fixture.queueUp(3), fixture.queueUp(4));
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(fixture::acquire)
                    .withMessageContaining("pool.max-waiters (1)");
            go.countDown();
            PoolFixture.await(
                    () -> opening.stream().filter(CompletableFuture::isDone).count() == 3);
            for (CompletableFuture<Lease> one : opening) {
                get(one).release();
            }
        }
    }

    @Test
    void totals_addUp() throws Exception {
        try (PoolFixture fixture = bounded(2, 1)) {
            List<Lease> both = fixture.acquireMany(2);
            CompletableFuture<Lease> waiting = fixture.queueUp(1);
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(fixture::acquire);
            both.get(0).release();
            Lease third = get(waiting);
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> fixture.acquireWithin(Duration.ofMillis(10)));
            both.get(1).evict("no longer wanted", false);
            third.release();
            fixture.acquire().release();
            assertThat(fixture.pool.totals()).isEqualTo(new PoolTotals(4, 2, 1, 1, 1, 0));
            assertThat(fixture.loans).hasValue(4);
        }
    }
}
