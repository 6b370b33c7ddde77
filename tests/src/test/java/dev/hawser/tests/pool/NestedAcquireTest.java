package dev.hawser.tests.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.Deadline;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.internal.pool.Lease;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Threads that hold every connection and ask for more. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class NestedAcquireTest {

    private static final int ALL = 10;

    /** How long all must have waited. */
    private static final Duration LONG_ENOUGH = Duration.ofMillis(500);

    private final ManualTicker ticker = new ManualTicker();

    private PoolFixture pool(int size) {
        PoolConfig config =
                PoolFixture.bounds(size, 0).leakThreshold(Duration.ofHours(1)).build(); // every acquisition is noted
        return new PoolFixture(config, ticker);
    }

    private Deadline far() {
        return Deadline.at(ticker.nanoTime(), Duration.ofHours(1));
    }

    /** Each of so many threads takes one, waits for the others to have theirs, and asks for another. Whatever happens then, all is given back. */
    private List<CompletableFuture<Void>> nestedCheckouts(PoolFixture fixture, int threads) {
        fixture.idle(threads); // so that nobody waits for its first
        CountDownLatch allHold = new CountDownLatch(threads);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(CompletableFuture.runAsync(() -> checkout(fixture, allHold), fixture.threads));
        }
        return all;
    }

    private void checkout(PoolFixture fixture, CountDownLatch allHold) {
        Lease order = fixture.acquireBy(far());
        try {
            order.running("insert into orders values (?)");
            allHold.countDown();
            assertThat(allHold.await(10, TimeUnit.SECONDS)).isTrue();
            acquireAnotherForTheStock(fixture).release();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            order.release();
        }
    }

    private Lease acquireAnotherForTheStock(PoolFixture fixture) {
        return fixture.acquireBy(far());
    }

    private static long done(List<CompletableFuture<Void>> all) {
        return all.stream().filter(CompletableFuture::isDone).count();
    }

    @Test
    void everyHolderWaits_oneIsRefusedAndNamed_andTheOthersGoOn() throws Exception {
        try (PoolFixture fixture = pool(ALL)) {
            List<CompletableFuture<Void>> all = nestedCheckouts(fixture, ALL);
            PoolFixture.await(() -> fixture.pool.stats().pending() == ALL);
            ticker.advance(LONG_ENOUGH);
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                    .handle((none, failure) -> none)
                    .get(10, TimeUnit.SECONDS);

            List<CompletableFuture<Void>> refused = all.stream()
                    .filter(CompletableFuture::isCompletedExceptionally)
                    .toList();
            assertThat(refused).hasSize(1);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> refused.get(0).get())
                    .withCauseInstanceOf(PoolExhaustedException.class)
                    .satisfies(thrown -> assertThat(thrown.getCause())
                            .hasMessageContaining("orders: nested acquire: thread \"")
                            .hasMessageContaining("has waited 500 ms for another one, and so do all holders of the"
                                    + " pool's 10 connections: none can go on")
                            .hasMessageContaining("last: insert into orders values (?)")
                            .hasMessageContaining("and 5 more")
                            .hasMessageContaining("Use the connection that the thread already has")
                            .message()
                            .matches(
                                    "(?s).*\n  this thread: .*\n    acquired\n      at .*NestedAcquireTest\\.checkout.*"
                                            + "\n    now\n      at .*NestedAcquireTest\\.acquireAnotherForTheStock.*"));
            assertThat(fixture.pool.stats().active()).isZero();
            assertThat(fixture.pool.totals().timedOut()).isEqualTo(1);
            assertThat(fixture.pool.stats().idle()).isEqualTo(ALL);
        }
    }

    @Test
    void everyHolderWaits_butNotForLongEnough_nobodyIsRefused() throws Exception {
        try (PoolFixture fixture = pool(2)) {
            List<CompletableFuture<Void>> all = nestedCheckouts(fixture, 2);
            PoolFixture.await(() -> fixture.pool.stats().pending() == 2);
            ticker.advance(LONG_ENOUGH.minusNanos(1));
            awaitLooks(fixture);
            assertThat(done(all)).isZero();
            ticker.advance(Duration.ofNanos(1));
            PoolFixture.await(() -> done(all) == 2);
            assertThat(all.stream().filter(CompletableFuture::isCompletedExceptionally))
                    .hasSize(1);
        }
    }

    /** Waits, by the real clock, for longer than nested waiters sleep between their looks at the others. */
    private static void awaitLooks(PoolFixture fixture) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        assertThat(never.await(LONG_ENOUGH.toMillis() + 200, TimeUnit.MILLISECONDS))
                .isFalse();
        assertThat(fixture.pool.stats().pending()).isPositive();
    }

    @Test
    void oneHolderThatDoesNotWait_keepsTheOthersWaiting() throws Exception {
        try (PoolFixture fixture = pool(2)) {
            fixture.idle(2);
            Lease busy = fixture.acquire();
            List<CompletableFuture<Void>> nested = nestedCheckouts(fixture, 1);
            PoolFixture.await(() -> fixture.pool.stats().pending() == 1);
            ticker.advance(LONG_ENOUGH.multipliedBy(20));
            awaitLooks(fixture);
            assertThat(done(nested)).isZero();
            busy.release();
            nested.get(0).get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void suspendedPool_refusesNobody() throws Exception {
        try (PoolFixture fixture = pool(2)) {
            List<CompletableFuture<Void>> all = nestedCheckouts(fixture, 2);
            PoolFixture.await(() -> fixture.pool.stats().pending() == 2);
            fixture.pool.suspend();
            ticker.advance(LONG_ENOUGH.multipliedBy(20));
            awaitLooks(fixture);
            assertThat(done(all)).isZero();
            fixture.pool.resume();
            PoolFixture.await(() -> done(all) == 2);
            assertThat(all.stream().filter(CompletableFuture::isCompletedExceptionally))
                    .hasSize(1);
        }
    }

    @Test
    void nestedAcquire_whileAnotherConnectionMayBeOpened_isServed() throws Exception {
        try (PoolFixture fixture = pool(3)) {
            List<CompletableFuture<Void>> all = nestedCheckouts(fixture, 2);
            for (CompletableFuture<Void> one : all) {
                one.get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void singleThread_thatAsksForMoreThanThereIs_isRefusedToo() {
        try (PoolFixture fixture = pool(1)) {
            Lease held = fixture.acquire();
            CompletableFuture<Void> clock = CompletableFuture.runAsync(
                    () -> {
                        PoolFixture.await(() -> fixture.pool.stats().pending() == 1);
                        ticker.advance(LONG_ENOUGH);
                    },
                    fixture.threads);
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> fixture.acquireBy(far()))
                    .withMessageContaining("nested acquire")
                    .withMessageContaining("all holders of the pool's 1 connections");
            assertThat(clock).succeedsWithin(Duration.ofSeconds(10));
            held.release();
            fixture.acquire().release();
        }
    }

    @Test
    void connectionThatAnotherThreadWorksWith_isNoDeadlock() throws Exception {
        try (PoolFixture fixture = pool(1)) {
            Lease handedOver = fixture.acquireBy(far());
            CompletableFuture<Lease> another =
                    CompletableFuture.supplyAsync(() -> fixture.acquireBy(far()), fixture.threads);
            PoolFixture.await(() -> fixture.pool.stats().pending() == 1);
            CompletableFuture.runAsync(() -> handedOver.running("select 1"), fixture.threads)
                    .get(10, TimeUnit.SECONDS);
            ticker.advance(LONG_ENOUGH.multipliedBy(2));
            assertThat(another).isNotDone();
            handedOver.release();
            PoolFixture.get(another).release();
        }
    }
}
