package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.PoolFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.Deadline;
import dev.hawser.PoolStats;
import dev.hawser.internal.pool.Lease;
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
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A driver that does not come back from its connect. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class StuckConnectTest {

    private static final Duration GIVEN_UP_AFTER = PoolFixture.CONNECT_TIMEOUT.plusSeconds(1);

    private final ManualTicker ticker = new ManualTicker();
    private final CountDownLatch letGo = new CountDownLatch(1);

    private PoolFixture pool(int size, int maxConnecting) {
        return new PoolFixture(
                PoolFixture.bounds(size, 0).maxConnecting(maxConnecting).build(), ticker);
    }

    private Deadline far() {
        return Deadline.at(ticker.nanoTime(), Duration.ofHours(1));
    }

    /** As a driver that heeds neither its time-out nor an interrupt. */
    private void stuck() {
        boolean interrupted = false;
        while (letGo.getCount() > 0) {
            try {
                letGo.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException ignored) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void stuckConnect_isGivenUpAfterTheConnectTimeoutAndASecond() throws Exception {
        try (PoolFixture fixture = pool(1, 1)) {
            fixture.engine.onNextConnect((host, timeout) -> stuck());
            CompletableFuture<Lease> waiting = fixture.queueUp(1, far());
            PoolFixture.await(() -> fixture.engine.attempts() == 1);
            ticker.advance(GIVEN_UP_AFTER);
            fixture.pool.maintain();
            assertThat(waiting).isNotDone();
            assertThat(fixture.engine.abortedConnects()).isEmpty();
            ticker.advance(Duration.ofNanos(1));
            fixture.pool.maintain();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> get(waiting))
                    .withMessageContaining("db1:5432 gave no answer within 3000 ms");
            assertThat(fixture.events).contains("open failed CONNECTION_REFUSED");
            letGo.countDown();
        }
    }

    @Test
    void threadOfAStuckConnect_isInterrupted() throws Exception {
        try (PoolFixture fixture = pool(1, 1)) {
            AtomicReference<Thread> connecting = new AtomicReference<>();
            CountDownLatch interrupted = new CountDownLatch(1);
            fixture.engine.onNextConnect((host, timeout) -> {
                connecting.set(Thread.currentThread());
                try {
                    letGo.await();
                } catch (InterruptedException told) {
                    interrupted.countDown();
                    throw told;
                }
            });
            CompletableFuture<Lease> waiting = fixture.queueUp(1, far());
            PoolFixture.await(() -> connecting.get() != null);
            ticker.advance(GIVEN_UP_AFTER.plusMillis(1));
            fixture.pool.maintain();
            assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(fixture.engine.abortedConnects()).containsExactly(connecting.get());
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(waiting));
            fixture.acquire().release();
        }
    }

    @Test
    void interruptOfAConnect_thatEndsInThisMoment_doesNotReachWhatItsThreadDoesNext() throws Exception {
        ExecutorService worker = Executors.newSingleThreadExecutor();
        PoolFixture.Parts parts = new PoolFixture.Parts().workers(worker);
        try (PoolFixture fixture = new PoolFixture(PoolFixture.bounds(1, 0).build(), ticker, parts)) {
            fixture.engine.onNextConnect((host, timeout) -> stuck());
            CompletableFuture<Lease> waiting = fixture.queueUp(1, far());
            PoolFixture.await(() -> fixture.engine.attempts() == 1);
            CountDownLatch began = new CountDownLatch(1);
            CountDownLatch aborted = new CountDownLatch(1);
            Future<Boolean> next = worker.submit(() -> {
                began.countDown();
                return aborted.await(10, TimeUnit.SECONDS);
            });
            fixture.engine.beforeAbort(() -> {
                letGo.countDown();
                tryAwait(began);
            });
            ticker.advance(GIVEN_UP_AFTER.plusMillis(1));
            fixture.pool.maintain();
            aborted.countDown();
            assertThat(next.get(10, TimeUnit.SECONDS)).as("not interrupted").isTrue();
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(waiting));
        } finally {
            worker.shutdownNow();
        }
    }

    /** Long enough for a thread to go on that may; not to be waited for in full by one that must not. */
    private static void tryAwait(CountDownLatch latch) {
        try {
            latch.await(200, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void connectionThatComesLate_isClosed_andItsPlaceWasFreeAlready() throws Exception {
        try (PoolFixture fixture = pool(1, 1)) {
            fixture.engine.onNextConnect((host, timeout) -> stuck());
            CompletableFuture<Lease> first = fixture.queueUp(1, far());
            PoolFixture.await(() -> fixture.engine.attempts() == 1);
            ticker.advance(GIVEN_UP_AFTER.plusMillis(1));
            fixture.pool.maintain();
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(first));
            Lease lease = fixture.acquire();
            letGo.countDown();
            PoolFixture.await(() -> fixture.engine.opened().size() == 2);
            PoolFixture.await(() -> fixture.engine.open().size() == 1);
            assertThat(fixture.engine.open()).containsExactly(PoolFixture.of(lease));
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(1, 0, 0, 1, 0, 0, 1, 0));
            lease.release();
        }
    }

    @Test
    void stuckConnects_areNoMoreThanTwiceMaxConnecting() throws Exception {
        try (PoolFixture fixture = pool(10, 2)) {
            fixture.engine.onConnect((host, timeout) -> stuck());
            List<CompletableFuture<Lease>> all = new ArrayList<>();
            for (int attempts = 2; attempts <= 4; attempts += 2) {
                askTwice(fixture, all);
                int begun = attempts;
                PoolFixture.await(() -> fixture.engine.attempts() == begun);
                ticker.advance(GIVEN_UP_AFTER.plusMillis(1));
                fixture.pool.maintain();
            }
            askTwice(fixture, all);
            for (int i = 0; i < 3; i++) {
                ticker.advance(GIVEN_UP_AFTER.plusMillis(1));
                fixture.pool.maintain();
            }
            assertThat(fixture.pool.stats().pending()).isEqualTo(2);
            assertThat(fixture.engine.attempts()).as("two times two are stuck").isEqualTo(4);

            fixture.engine.accept();
            letGo.countDown();
            PoolFixture.await(() -> {
                fixture.pool.maintain();
                return all.stream().allMatch(CompletableFuture::isDone);
            });
            get(all.get(all.size() - 1)).release();
            get(all.get(all.size() - 2)).release();
            PoolFixture.await(() -> fixture.engine.opened().size() == 4 + 2); // those that were stuck come late
            PoolFixture.await(
                    () -> fixture.engine.open().size() == fixture.pool.stats().total());
        }
    }

    /** Two wait when this returns. */
    private void askTwice(PoolFixture fixture, List<CompletableFuture<Lease>> all) {
        Deadline never = Deadline.at(ticker.nanoTime(), Duration.ofDays(10_000));
        for (int place = fixture.pool.stats().pending() + 1; place <= 2; place++) {
            all.add(fixture.queueUp(place, never));
        }
    }
}
