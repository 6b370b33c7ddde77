package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.PoolFixture.get;
import static dev.hawser.tests.pool.PoolFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.FlushMode;
import dev.hawser.PoolStats;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.internal.pool.Lease;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many connects are begun, and for whom. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class OpenersTest {

    @Test
    void connects_sideBySide_neverExceedMaxConnecting() throws Exception {
        PoolConfig config = PoolFixture.bounds(10, 0).maxConnecting(3).build();
        try (PoolFixture fixture = new PoolFixture(config, new ManualTicker())) { // lest any of them be slow
            AtomicInteger connecting = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            Semaphore allowed = new Semaphore(0);
            fixture.engine.onConnect((host, timeout) -> {
                most.accumulateAndGet(connecting.incrementAndGet(), Math::max);
                allowed.acquire();
                connecting.decrementAndGet();
            });
            List<CompletableFuture<Lease>> waiting = new ArrayList<>();
            for (int place = 1; place <= 10; place++) {
                waiting.add(fixture.queueUp(place));
            }
            PoolFixture.await(() -> connecting.get() == 3);
            assertThat(fixture.engine.attempts()).isEqualTo(3);
            allowed.release();
            PoolFixture.await(() -> fixture.engine.attempts() == 4);
            allowed.release(9);
            for (CompletableFuture<Lease> one : waiting) {
                get(one);
            }
            assertThat(most).hasValue(3);
            assertThat(fixture.engine.opened()).hasSize(10);
        }
    }

    @Test
    void connects_areOneAtATime_untilSomebodyHasWaitedForHalfAsLongAsOneTakes() throws Exception {
        ManualTicker ticker = new ManualTicker();
        HeldWorkers workers = new HeldWorkers();
        PoolConfig config = PoolFixture.bounds(10, 0).maxConnecting(3).build();
        try (PoolFixture fixture = new PoolFixture(config, ticker, new PoolFixture.Parts().workers(workers))) {
            fixture.engine.onConnect((host, timeout) -> ticker.advance(Duration.ofMillis(10)));
            CompletableFuture<Lease> first = fixture.queueUp(1);
            PoolFixture.await(() -> workers.waiting() == 1);
            workers.runAll();
            Lease held = get(first);
            List<CompletableFuture<Lease>> waiting = new ArrayList<>();
            waiting.add(fixture.queueUp(1));
            PoolFixture.await(() -> workers.waiting() == 1);
            waiting.add(fixture.queueUp(2));
            ticker.advance(Duration.ofMillis(4));
            waiting.add(fixture.queueUp(3));
            assertThat(workers.waiting()).isEqualTo(1);

            ticker.advance(Duration.ofMillis(1));
            waiting.add(fixture.queueUp(4));
            PoolFixture.await(() -> workers.waiting() == 3);
            for (CompletableFuture<Lease> one : waiting) {
                workers.runNext();
                get(one);
            }
            held.release();
        }
    }

    @Test
    void connects_areFewerAtATime_theLongerTheyTake() throws Exception {
        ManualTicker ticker = new ManualTicker();
        HeldWorkers workers = new HeldWorkers();
        PoolConfig config = PoolFixture.bounds(20, 0).maxConnecting(4).build();
        try (PoolFixture fixture = new PoolFixture(config, ticker, new PoolFixture.Parts().workers(workers))) {
            List<CompletableFuture<Lease>> waiting = new ArrayList<>();
            List<Integer> sideBySide = new ArrayList<>();
            for (int millis : List.of(10, 20, 100, 10)) {
                fixture.engine.onConnect((host, timeout) -> ticker.advance(Duration.ofMillis(millis)));
                waiting.add(fixture.queueUp(1));
                PoolFixture.await(() -> workers.waiting() == 1);
                workers.runNext();
                get(waiting.get(waiting.size() - 1));
                for (int place = 1; place <= 5; place++) {
                    waiting.add(fixture.queueUp(place));
                    ticker.advance(Duration.ofSeconds(1)); // longer than a connect
                }
                sideBySide.add(workers.waiting());
                workers.runAll();
                for (CompletableFuture<Lease> one : waiting) {
                    get(one).release();
                }
                waiting.clear();
                fixture.pool.flush(FlushMode.IDLE);
            }
            assertThat(sideBySide).containsExactly(4, 2, 1, 4);
        }
    }

    @Test
    void spareConnections_areOpenedThoughNobodyAsks_andStay() throws Exception {
        try (PoolFixture fixture = new PoolFixture(5, 0)) {
            fixture.pool.keepSpare(3);
            PoolFixture.await(() -> fixture.pool.stats().idle() == 3);
            fixture.acquire().release();
            fixture.pool.keepSpare(0);
            assertThat(fixture.pool.stats().idle()).isEqualTo(3);
            fixture.pool.flush(FlushMode.IDLE);
            fixture.pool.maintain();
            assertThat(fixture.engine.attempts()).isEqualTo(3);
        }
    }

    @Test
    void spareConnections_areNoMoreThanThePoolMayHave() throws Exception {
        try (PoolFixture fixture = new PoolFixture(2, 1)) {
            fixture.pool.keepSpare(10);
            PoolFixture.await(() -> fixture.pool.stats().idle() == 3);
            fixture.pool.maintain();
            assertThat(fixture.engine.attempts()).isEqualTo(3);
        }
    }

    @Test
    void connects_areNotMoreThanThoseWhoWait() throws Exception {
        try (PoolFixture fixture = new PoolFixture(10, 0)) {
            CountDownLatch go = new CountDownLatch(1);
            fixture.engine.onConnect((host, timeout) -> go.await());
            List<CompletableFuture<Lease>> waiting = List.of(fixture.queueUp(1), fixture.queueUp(2));
            PoolFixture.await(() -> fixture.engine.attempts() == 2);
            go.countDown();
            for (CompletableFuture<Lease> one : waiting) {
                get(one);
            }
            assertThat(fixture.engine.attempts()).isEqualTo(2);
        }
    }

    @Test
    void demandThatVanished_isNotOpened_whenSomebodyGaveAConnectionBack() throws Exception {
        HeldWorkers workers = new HeldWorkers();
        try (PoolFixture fixture = new PoolFixture(
                PoolFixture.bounds(2, 0).build(), Ticker.SYSTEM, new PoolFixture.Parts().workers(workers))) {
            CompletableFuture<Lease> first = fixture.queueUp(1);
            PoolFixture.await(() -> workers.waiting() == 1);
            workers.runAll();
            Lease held = get(first);
            CompletableFuture<Lease> second = fixture.queueUp(1);
            PoolFixture.await(() -> workers.waiting() == 1);
            held.release();
            assertThat(of(get(second))).isSameAs(of(held));
            workers.runAll();
            assertThat(fixture.engine.attempts()).isEqualTo(1);

            CompletableFuture<Lease> third = fixture.queueUp(1);
            PoolFixture.await(() -> workers.waiting() == 1);
            workers.runAll();
            assertThat(of(get(third)).number()).as("demand is back").isEqualTo(2);
        }
    }

    @Test
    void demandThatVanished_isNotOpened_whenItsTimeWasOver() {
        HeldWorkers workers = new HeldWorkers();
        try (PoolFixture fixture = new PoolFixture(
                PoolFixture.bounds(2, 0).build(), Ticker.SYSTEM, new PoolFixture.Parts().workers(workers))) {
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> fixture.acquireWithin(Duration.ofMillis(10)));
            workers.runAll();
            assertThat(fixture.engine.attempts()).isZero();
        }
    }

    /** Between the end of a connect and the moment when its connection is the pool's, others plan connects too. */
    @Test
    void connectThatJustEnded_stillHasItsPlace() throws Exception {
        AtomicInteger planned = new AtomicInteger();
        ExecutorService threads = Executors.newCachedThreadPool();
        PoolFixture.Parts parts = new PoolFixture.Parts().workers(task -> {
            planned.incrementAndGet();
            threads.execute(task);
        });
        try (PoolFixture fixture = new PoolFixture(PoolFixture.bounds(1, 0).build(), Ticker.SYSTEM, parts)) {
            CountDownLatch ended = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            AtomicBoolean first = new AtomicBoolean(true);
            fixture.onOpened = () -> {
                if (first.getAndSet(false)) {
                    ended.countDown();
                    awaitQuietly(goOn);
                }
            };
            CompletableFuture<Lease> one = fixture.queueUp(1);
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Lease> two = fixture.queueUp(2);
            fixture.pool.maintain();
            assertThat(planned).hasValue(1);
            goOn.countDown();
            get(one).release();
            get(two).release();
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(1, 0, 1, 0, 0, 0, 1, 0));
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void connect_thatEndsAfterThePoolWasClosed_isClosed() throws Exception {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            CountDownLatch go = new CountDownLatch(1);
            fixture.engine.hangNext(go);
            CompletableFuture<Lease> waiting = fixture.queueUp(1);
            PoolFixture.await(() -> fixture.engine.attempts() == 1);
            fixture.pool.close();
            go.countDown();
            PoolFixture.await(() -> fixture.events.contains("closed: pool closed"));
            assertThat(fixture.engine.opened()).hasSize(1);
            assertThat(fixture.engine.open()).isEmpty();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> get(waiting))
                    .withMessageContaining("is closed");
        }
    }

    @Test
    void limiter_isAskedForEachConnect_andWaitsOnTheWorkersTime() throws Exception {
        List<String> asked = new ArrayList<>();
        PoolFixture.Parts parts = new PoolFixture.Parts().limiter((host, atMost) -> {
            asked.add(host + " within " + atMost.toMillis() + " ms on "
                    + Thread.currentThread().getName());
            return true;
        });
        try (PoolFixture fixture =
                new PoolFixture(PoolFixture.bounds(2, 0).maxConnecting(1).build(), Ticker.SYSTEM, parts)) {
            fixture.idle(2);
            fixture.idle(2);
            assertThat(asked)
                    .hasSize(2)
                    .allMatch(line -> line.startsWith("db1:5432 within 2000 ms on pool-"), "not by an application");
        }
    }

    @Test
    void limiter_thatGivesNoLeave_isAskedAgain() throws Exception {
        AtomicBoolean leave = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        PoolFixture.Parts parts = new PoolFixture.Parts().limiter((host, atMost) -> {
            asked.incrementAndGet();
            return leave.get();
        });
        try (PoolFixture fixture = new PoolFixture(PoolFixture.bounds(2, 0).build(), Ticker.SYSTEM, parts)) {
            CompletableFuture<Lease> waiting = fixture.queueUp(1);
            PoolFixture.await(() -> asked.get() >= 2);
            assertThat(fixture.engine.attempts()).isZero();
            leave.set(true);
            get(waiting).release();
            assertThat(fixture.engine.attempts()).isEqualTo(1);
        }
    }

    @Test
    void limiter_thatFails_doesNotKeepAnybodyFromTheDatabase() {
        PoolFixture.Parts parts = new PoolFixture.Parts().limiter((host, atMost) -> {
            throw new IllegalStateException("the limiter's store is down");
        });
        PoolConfig config = PoolFixture.bounds(3, 0).maxConnecting(1).build();
        try (PoolFixture fixture = new PoolFixture(config, Ticker.SYSTEM, parts)) {
            for (int i = 0; i < 3; i++) {
                assertThat(fixture.acquire().isReleased()).isFalse();
            }
        }
    }
}
