package dev.hawser.tests.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.Deadline;
import dev.hawser.internal.pool.Lease;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.LeakCheck;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Far more threads than connections. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class ManyThreadsTest {

    private static final int CONNECTIONS = 20;
    private static final int LOANS_EACH = 5;
    private static final int HAND_OVERS = 2_000;
    private static final int SPINS = 64;
    private static final Duration LONG = Duration.ofSeconds(5);

    /** Ten thousand virtual threads where there are some, five hundred platform threads otherwise. */
    @Test
    void manyThreadsOnFewConnections_haveTheSameShare() throws Exception {
        ThreadKind kind =
                ThreadKind.available().contains(ThreadKind.VIRTUAL) ? ThreadKind.VIRTUAL : ThreadKind.PLATFORM;
        int threads = kind == ThreadKind.VIRTUAL ? 10_000 : 500;
        try (PoolFixture fixture = new PoolFixture(
                PoolFixture.bounds(CONNECTIONS, 0).maxWaiters(threads).build(), Ticker.SYSTEM)) {
            fixture.heard = false;
            Crew.share(kind, threads, threads * LOANS_EACH, fixture, 1_000).assertFair(3);
            assertThat(fixture.engine.opened()).hasSizeLessThanOrEqualTo(CONNECTIONS);
            assertThat(fixture.pool.totals().timedOut() + fixture.pool.totals().rejected())
                    .isZero();
        }
    }

    /** The only connection comes back in the moment in which its only waiter joins the queue; nobody comes later who would set it right. */
    @Test
    void connectionThatComesBackWhileItsWaiterJoins_isHandedOver() throws Exception {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            fixture.heard = false;
            AtomicInteger begun = new AtomicInteger();
            AtomicInteger served = new AtomicInteger();
            CompletableFuture<Void> waiter = CompletableFuture.runAsync(
                    () -> {
                        for (int i = 1; i <= HAND_OVERS; i++) {
                            int turn = i;
                            PoolFixture.await(() -> begun.get() == turn);
                            fixture.pool.acquire(Deadline.in(LONG)).release();
                            served.set(turn);
                        }
                    },
                    fixture.threads);
            for (int i = 1; i <= HAND_OVERS; i++) {
                Lease held = fixture.pool.acquire(Deadline.in(LONG));
                begun.set(i);
                for (int spin = i % SPINS; spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                held.release();
                int turn = i;
                PoolFixture.await(() -> served.get() == turn || waiter.isDone());
                assertThat(waiter).isNotCompletedExceptionally();
            }
            PoolFixture.get(waiter);
            assertThat(fixture.pool.totals().acquired()).isEqualTo(2L * HAND_OVERS);
        }
    }
}
