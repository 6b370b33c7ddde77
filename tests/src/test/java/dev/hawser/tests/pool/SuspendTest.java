package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.PoolFixture.get;
import static dev.hawser.tests.pool.PoolFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.PoolStats;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.internal.pool.Lease;
import dev.hawser.testkit.FakeFailure;
import dev.hawser.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A pool that lends nothing for a while. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class SuspendTest {

    @Test
    void acquire_whileSuspended_waitsThoughConnectionsAreIdle() throws Exception {
        try (PoolFixture fixture = new PoolFixture(3, 0)) {
            fixture.idle(2);
            fixture.pool.suspend();
            List<CompletableFuture<Lease>> waiting = new ArrayList<>();
            for (int place = 1; place <= 3; place++) {
                waiting.add(fixture.queueUp(place));
            }
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            fixture.pool.resume();
            for (CompletableFuture<Lease> one : waiting) {
                get(one);
            }
            assertThat(fixture.pool.stats()).isEqualTo(new PoolStats(3, 0, 0, 3, 0, 0, 3, 0));
        }
    }

    @Test
    void timeout_whileSuspended_saysSoAndWhatToDo() {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            fixture.idle(1);
            fixture.pool.suspend();
            assertThatExceptionOfType(PoolExhaustedException.class)
                    .isThrownBy(() -> fixture.acquireWithin(Duration.ofMillis(20)))
                    .withMessageContaining("because the pool is suspended")
                    .withMessageContaining("Resume the pool");
        }
    }

    @Test
    void borrower_goesOnWhileSuspended_andWhatItGivesBackIsKept() {
        try (PoolFixture fixture = new PoolFixture(2, 0)) {
            Lease lease = fixture.acquire();
            fixture.pool.suspend();
            lease.running("select 1");
            lease.release();
            assertThat(fixture.pool.stats().idle()).isEqualTo(1);
            assertThat(of(lease).isClosed()).isFalse();
            assertThat(fixture.pool.poll()).isNull();
            fixture.pool.resume();
            assertThat(of(fixture.acquire())).isSameAs(of(lease));
        }
    }

    @Test
    void suspendAndResume_again_haveNoEffect() throws Exception {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            fixture.pool.suspend();
            fixture.pool.suspend();
            CompletableFuture<Lease> waiting = fixture.queueUp(1);
            fixture.pool.resume();
            fixture.pool.resume();
            get(waiting).release();
            fixture.acquire().release();
        }
    }

    /** Pools are suspended while their server is restarted or moved: nobody is to see that it is down. */
    @Test
    void waiters_whileSuspended_openNothing() throws Exception {
        try (PoolFixture fixture = new PoolFixture(2, 0)) {
            fixture.pool.suspend();
            fixture.engine.refuse();
            CompletableFuture<Lease> waiting = fixture.queueUp(1);
            fixture.pool.maintain();
            assertThat(fixture.engine.attempts()).isZero();
            assertThat(waiting).isNotDone();
            fixture.engine.accept();
            fixture.pool.resume();
            get(waiting).release();
        }
    }

    @Test
    void connectThatFailsAfterTheSuspension_isNotToldToThoseWhoWait() throws Exception {
        try (PoolFixture fixture = new PoolFixture(1, 0)) {
            CountDownLatch go = new CountDownLatch(1);
            fixture.engine.onNextConnect((host, timeout) -> {
                go.await();
                throw new FakeFailure(ErrorCategory.CONNECTION_REFUSED, "the server shuts down");
            });
            CompletableFuture<Lease> waiting = fixture.queueUp(1);
            PoolFixture.await(() -> fixture.engine.attempts() == 1);
            fixture.pool.suspend();
            go.countDown();
            PoolFixture.await(() -> ((ThreadPoolExecutor) fixture.threads).getCompletedTaskCount() == 1);
            assertThat(fixture.events).contains("open failed CONNECTION_REFUSED");
            assertThat(waiting).isNotDone();
            fixture.pool.resume();
            get(waiting).release();
        }
    }
}
