package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.PoolFixture.get;
import static dev.hawser.tests.pool.PoolFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.Deadline;
import dev.hawser.FlushMode;
import dev.hawser.PoolStats;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.internal.pool.Holder;
import dev.hawser.internal.pool.Lease;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.FakeFailure;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class ConnectionPoolTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void acquire_fromAnEmptyPool_opensOneAndReusesIt() {
        try (PoolFixture fixture = new PoolFixture(5, 0)) {
            Lease first = fixture.acquire();
            first.release();
            Lease second = fixture.acquire();
            assertThat(of(second)).isSameAs(of(first));
            assertThat(fixture.engine.opened()).hasSize(1);
            second.release();
        }
    }

    @Test
    void acquire_withSeveralIdle_lendsTheMostRecentlyUsed() {
        try (PoolFixture fixture = new PoolFixture(3, 0)) {
            Lease a = fixture.acquire();
            Lease b = fixture.acquire();
            a.release();
            b.release();
            assertThat(of(fixture.acquire())).isSameAs(of(b));
        }
    }

    @Test
    void acquire_beyondSize_usesOverflowAndThenWaits() {
        try (PoolFixture fixture = new PoolFixture(2, 1)) {
            fixture.acquire();
            fixture.acquire();
            fixture.acquire();
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(2, 1, 0, 3, 1, 0, 3, 0));
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> fixture.acquireWithin(SHORT));
            assertThat(fixture.engine.opened()).hasSize(3);
        }
    }

    @Test
    void release_withWaiters_servesThemInOrderOfArrival() throws Exception {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            Lease held = fixture.acquire();
            List<CompletableFuture<Lease>> queue = new ArrayList<>();
            for (int place = 1; place <= 5; place++) {
                queue.add(fixture.queueUp(place));
            }
            for (CompletableFuture<Lease> next : queue) {
                held.release();
                held = get(next);
                assertThat(queue.stream().filter(CompletableFuture::isDone).count())
                        .isEqualTo(queue.indexOf(next) + 1L);
            }
            assertThat(fixture.engine.opened()).hasSize(1);
        }
    }

    @Test
    void acquire_whileSomebodyWaits_doesNotOvertake() throws Exception {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            Lease held = fixture.acquire();
            CompletableFuture<Lease> first = fixture.queueUp(1);
            held.release();
            CompletableFuture<Lease> second = fixture.queueUp(1);
            Lease firsts = get(first);
            assertThat(second).isNotDone();
            firsts.release();
            get(second).release();
        }
    }

    @Test
    void timeout_names_theCountsTheHoldersAndTheAdvice() throws Exception {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            Thread holder = new Thread(() -> fixture.acquire().running("select * from slow"), "checkout-worker-7");
            holder.start();
            holder.join(PoolFixture.PATIENCE.toMillis());
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> fixture.acquireWithin(SHORT))
                    .satisfies(error -> {
                        assertThat(error.category()).isEqualTo(ErrorCategory.POOL_EXHAUSTED);
                        assertThat(error.database()).isEqualTo("orders");
                        assertThat(error.host()).isEqualTo("db1:5432");
                    })
                    .withMessageContaining("no connection to db1:5432 became free within ")
                    .withMessageContaining("size 1, max-overflow 0, active 1, idle 0")
                    .withMessageContaining("held by thread \"checkout-worker-7\" for ")
                    .withMessageContaining("last: select * from slow")
                    .withMessageContaining("raise pool.size");
            assertThat(fixture.events).contains("timed out");
        }
    }

    @Test
    void timeout_leavesNoTraceInTheQueue() throws Exception {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            Lease held = fixture.acquire();
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> fixture.acquireWithin(SHORT));
            assertThat(fixture.pool.stats().pending()).isZero();
            held.release();
            assertThat(fixture.pool.stats().idle()).isEqualTo(1);
            fixture.acquire().release();
        }
    }

    @Test
    void interrupt_whileWaiting_endsTheWaitAndKeepsTheFlag() throws Exception {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            Lease held = fixture.acquire();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            AtomicReference<Boolean> flag = new AtomicReference<>();
            Thread waiter = new Thread(() -> {
                try {
                    fixture.acquire();
                } catch (DatabaseException error) {
                    thrown.set(error);
                    flag.set(Thread.currentThread().isInterrupted());
                }
            });
            waiter.start();
            PoolFixture.await(() -> fixture.pool.stats().pending() == 1);
            waiter.interrupt();
            waiter.join(PoolFixture.PATIENCE.toMillis());
            assertThat(thrown.get()).hasMessageContaining("interrupted");
            assertThat(flag.get()).isTrue();
            assertThat(fixture.pool.stats().pending()).isZero();
            held.release();
        }
    }

    @Test
    void prePing_isSkipped_withinHalfASecond_andDoneAfter() {
        ManualTicker ticker = new ManualTicker();
        try (PoolFixture fixture = new PoolFixture(config(Duration.ofHours(1), true), ticker)) {
            Deadline far = Deadline.at(0, Duration.ofHours(2));
            fixture.pool.acquire(far).release();
            ticker.advance(Duration.ofMillis(500));
            Lease soon = fixture.pool.acquire(far);
            assertThat(of(soon).pings()).isZero();
            soon.release();
            ticker.advance(Duration.ofMillis(501));
            assertThat(of(fixture.pool.acquire(far)).pings()).isEqualTo(1);
        }
    }

    @Test
    void prePing_switchedOff_isNeverDone() {
        ManualTicker ticker = new ManualTicker();
        try (PoolFixture fixture = new PoolFixture(config(Duration.ofHours(1), false), ticker)) {
            Deadline far = Deadline.at(0, Duration.ofHours(2));
            fixture.pool.acquire(far).release();
            ticker.advance(Duration.ofMinutes(10));
            assertThat(of(fixture.pool.acquire(far)).pings()).isZero();
        }
    }

    @Test
    void deadIdleConnections_areFoundByOneDetection() {
        ManualTicker ticker = new ManualTicker();
        try (PoolFixture fixture = new PoolFixture(config(Duration.ofHours(1), true), ticker)) {
            Deadline far = Deadline.at(0, Duration.ofHours(2));
            List<Lease> leases = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                leases.add(fixture.pool.acquire(far));
            }
            leases.forEach(lease -> of(lease).breakDown());
            // A broken connection cannot be reset, so it must look fine when it comes back and die afterwards.
            List<FakeConnection> first = fixture.engine.opened();
            assertThat(first).hasSize(5);
            leases.get(0).evict("lost", true);
            Lease fresh = fixture.pool.acquire(far);
            assertThat(of(fresh).number()).isEqualTo(6);
            leases.subList(1, 5).forEach(Lease::release);
            assertThat(fixture.pool.stats().idle()).isZero();
            assertThat(fixture.engine.open()).containsExactly(of(fresh));
            assertThat(fixture.pool.stats().invalid())
                    .as("each was found broken when it was to be reset")
                    .isEqualTo(5);
        }
    }

    @Test
    void connectionLost_dropsEveryIdleOneAsOld() {
        try (PoolFixture fixture = new PoolFixture(3, 0)) {
            Lease a = fixture.acquire();
            Lease b = fixture.acquire();
            Lease c = fixture.acquire();
            b.release();
            a.evict("connection_lost", true);
            assertThat(of(a).aborts()).isEqualTo(1);
            assertThat(of(b).isClosed()).isTrue();
            assertThat(of(c).isClosed()).isFalse();
            c.release();
            assertThat(of(c).isClosed()).as("its generation is over").isTrue();
            assertThat(fixture.pool.stats().total()).isZero();
        }
    }

    @Test
    void recycle_retiresAConnection_upToAQuarterSooner() {
        ManualTicker ticker = new ManualTicker();
        try (PoolFixture fixture = new PoolFixture(config(Duration.ofMinutes(60), false), ticker)) {
            Deadline far = Deadline.at(0, Duration.ofHours(5));
            fixture.pool.acquire(far).release();
            ticker.advance(Duration.ofMinutes(45).minusSeconds(1));
            Lease same = fixture.pool.acquire(far);
            assertThat(of(same).number()).isEqualTo(1);
            same.release();
            ticker.advance(Duration.ofMinutes(15).plusSeconds(1));
            assertThat(of(fixture.pool.acquire(far)).number()).isEqualTo(2);
            assertThat(fixture.events).contains("closed: recycled");
        }
    }

    @Test
    void recycle_zero_keepsConnectionsForEver() {
        ManualTicker ticker = new ManualTicker();
        try (PoolFixture fixture = new PoolFixture(config(Duration.ZERO, false), ticker)) {
            Deadline far = Deadline.at(0, Duration.ofDays(20_000));
            fixture.pool.acquire(far).release();
            ticker.advance(Duration.ofDays(10_000));
            assertThat(of(fixture.pool.acquire(far)).number()).isEqualTo(1);
        }
    }

    @Test
    void maintain_closesOverflow_onlyAfterItLingered() {
        ManualTicker ticker = new ManualTicker();
        PoolConfig config = PoolConfig.builder().size(1).maxOverflow(2).build();
        try (PoolFixture fixture = new PoolFixture(config, ticker)) {
            Deadline far = Deadline.at(0, Duration.ofHours(2));
            List<Lease> leases =
                    List.of(fixture.pool.acquire(far), fixture.pool.acquire(far), fixture.pool.acquire(far));
            leases.forEach(Lease::release);
            ticker.advance(Duration.ofSeconds(4));
            fixture.pool.maintain();
            assertThat(fixture.pool.stats().overflow()).isEqualTo(2);
            ticker.advance(Duration.ofSeconds(1));
            fixture.pool.maintain();
            assertThat(fixture.pool.stats().overflow()).isZero();
            assertThat(fixture.pool.stats().idle()).isEqualTo(1);
        }
    }

    @Test
    void refusedConnect_reachesEveryWaiter_whenNobodyHoldsAConnection() {
        try (PoolFixture fixture = new PoolFixture(5, 0)) {
            fixture.engine.refuse();
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(fixture::acquire)
                    .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED))
                    .withMessageContaining("connecting to db1:5432");
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(5, 0, 0, 0, 0, 0, 0, 0));
        }
    }

    @Test
    void wrongCredentials_reachEveryWaiterAtOnce() throws Exception {
        try (PoolFixture fixture = new PoolFixture(1, 1)) {
            Lease held = fixture.acquire();
            CountDownLatch go = new CountDownLatch(1);
            fixture.engine.onConnect((host, timeout) -> {
                go.await();
                throw new FakeFailure(ErrorCategory.AUTHENTICATION, "no");
            });
            List<CompletableFuture<Lease>> waiting =
                    List.of(fixture.queueUp(1), fixture.queueUp(2), fixture.queueUp(3));
            go.countDown();
            for (CompletableFuture<Lease> waiter : waiting) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> get(waiter))
                        .withMessageContaining("AUTHENTICATION");
            }
            held.release();
        }
    }

    @Test
    void refusedConnect_whileOthersHold_leavesTheQueueWaiting() throws Exception {
        try (PoolFixture fixture = new PoolFixture(1, 1)) {
            Lease held = fixture.acquire();
            CountDownLatch go = new CountDownLatch(1);
            fixture.engine.onNextConnect((host, timeout) -> {
                go.await();
                throw new FakeFailure(ErrorCategory.CONNECTION_REFUSED, "full");
            });
            CompletableFuture<Lease> first = fixture.queueUp(1);
            CompletableFuture<Lease> second = fixture.queueUp(2);
            go.countDown();
            PoolFixture.await(() -> fixture.events.contains("open failed CONNECTION_REFUSED"));
            held.release();
            get(first).release(); // what was given back, or what the next connect opened
            get(second).release();
        }
    }

    @Test
    void returnedConnection_servesTheWaiter_whoseOwnConnectIsStillUnderWay() throws Exception {
        try (PoolFixture fixture = new PoolFixture(2, 0)) {
            Lease held = fixture.acquire();
            CountDownLatch go = new CountDownLatch(1);
            fixture.engine.hangNext(go);
            CompletableFuture<Lease> waiter = fixture.queueUp(1);
            PoolFixture.await(() -> fixture.engine.attempts() == 2);
            held.release();
            assertThat(of(get(waiter))).isSameAs(of(held));
            go.countDown();
            PoolFixture.await(() -> fixture.pool.stats().idle() == 1);
        }
    }

    @Test
    void connectionOpenedAcrossAFlush_isRetired() throws Exception {
        try (PoolFixture fixture = new PoolFixture(2, 0)) {
            CountDownLatch go = new CountDownLatch(1);
            fixture.engine.hangNext(go);
            CompletableFuture<Lease> waiter = fixture.queueUp(1);
            PoolFixture.await(() -> fixture.engine.attempts() == 1);
            fixture.pool.flush(FlushMode.GRACEFUL);
            go.countDown();
            assertThat(of(get(waiter)).number())
                    .as("the first was opened before the flush")
                    .isEqualTo(2);
            PoolFixture.await(
                    () -> fixture.engine.open().size() == 1); // the first is closed by the thread that opened it
        }
    }

    @Test
    void release_twice_countsOnce() {
        try (PoolFixture fixture = new PoolFixture(2, 0)) {
            Lease lease = fixture.acquire();
            lease.release();
            lease.release();
            assertThat(fixture.pool.stats().idle()).isEqualTo(1);
            Lease again = fixture.acquire();
            lease.evict("late", true);
            assertThat(of(again).isClosed()).isFalse();
        }
    }

    @Test
    void connectionThatCannotBeReset_isClosedAndItsPlaceIsFree() {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            Lease lease = fixture.acquire();
            of(lease).breakDown();
            lease.release();
            assertThat(of(lease).closes()).isEqualTo(1);
            assertThat(of(fixture.acquire()).number()).isEqualTo(2);
        }
    }

    @Test
    void close_refusesNewAndWaitingCallers_andClosesWhatComesBack() throws Exception {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            Lease held = fixture.acquire();
            CompletableFuture<Lease> waiter = fixture.queueUp(1);
            fixture.pool.close();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> get(waiter))
                    .withMessageContaining("is closed");
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(fixture::acquire)
                    .withMessageContaining("is closed");
            assertThat(of(held).isClosed()).isFalse();
            held.release();
            assertThat(of(held).isClosed()).isTrue();
        }
    }

    @Test
    void drain_returnsAtOnce_whenEverythingCameBack_andCutsWhatDidNot() {
        try (PoolFixture fixture = new PoolFixture(2, 0)) {
            Lease back = fixture.acquire();
            Lease late = fixture.acquire();
            late.running("select pg_sleep(100)");
            fixture.pool.close();
            back.release();
            assertThat(fixture.pool.drain(Deadline.in(SHORT), Holder::line))
                    .singleElement()
                    .asString()
                    .contains("select pg_sleep(100)");
            assertThat(of(late).cancels()).isEqualTo(1);
            assertThat(of(late).aborts()).isEqualTo(1);
            late.release();
            assertThat(fixture.pool.drain(Deadline.in(SHORT), Holder::line)).isEmpty();
        }
    }

    @Test
    void manyThreads_neverExceedTheBounds_neverShareAConnection_andLeaveNothing() throws Exception {
        int size = 3;
        int overflow = 2;
        try (PoolFixture fixture = new PoolFixture(size, overflow)) {
            AtomicInteger inUse = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(CompletableFuture.runAsync(
                        () -> {
                            for (int round = 0; round < 2_000; round++) {
                                Lease lease = fixture.acquire();
                                synchronized (lease.connection()) {
                                    most.accumulateAndGet(inUse.incrementAndGet(), Math::max);
                                    inUse.decrementAndGet();
                                }
                                if (round % 97 == 0) {
                                    lease.evict("test", round % 2 == 0);
                                } else {
                                    lease.release();
                                }
                            }
                        },
                        fixture.threads));
            }
            for (CompletableFuture<Void> one : all) {
                one.get(60, java.util.concurrent.TimeUnit.SECONDS);
            }
            // An opener may still be bringing a connection that nobody waits for any more.
            PoolFixture.await(
                    () -> fixture.pool.stats().total() == fixture.engine.open().size());
            PoolStats stats = fixture.pool.stats();
            assertThat(stats.active()).isZero();
            assertThat(stats.pending()).isZero();
            assertThat(stats.total()).isLessThanOrEqualTo(size + overflow);
            assertThat(most.get()).isLessThanOrEqualTo(size + overflow);
        }
    }

    private static PoolConfig config(Duration recycle, boolean prePing) {
        return PoolConfig.builder()
                .size(5)
                .maxOverflow(0)
                .recycle(recycle)
                .prePing(prePing)
                .build();
    }
}
