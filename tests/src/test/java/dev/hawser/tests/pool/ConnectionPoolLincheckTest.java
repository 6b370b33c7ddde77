package dev.hawser.tests.pool;

import static dev.hawser.tests.pool.SmallPool.EVER;
import static dev.hawser.tests.pool.SmallPool.SHORT;
import static dev.hawser.tests.pool.Worker.together;

import dev.hawser.error.DatabaseException;
import dev.hawser.internal.pool.Lease;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Encounters of a few threads in a pool, each in as many schedules as time allows. A schedule that never ends is a failure too, so nobody waits in vain; a
 * waiter that is served but not woken is not seen here, since Lincheck lets threads wake up by themselves.
 */
class ConnectionPoolLincheckTest {

    private static final int SCHEDULES = Integer.getInteger("hawser.lincheck.schedules", 200);

    /** Loads and initialises what a time-out formats; in the middle of a search that would be mistaken for a part of it. */
    @BeforeAll
    static void initialise() {
        SmallPool pool = new SmallPool(1, 0);
        Lease held = pool.acquire(EVER);
        acquireOrGiveUp(pool, Duration.ZERO);
        pool.release(held);
    }

    private static void inEverySchedule(Runnable encounter) {
        Lincheck.runConcurrentTest(SCHEDULES, encounter);
    }

    private static void acquireOrGiveUp(SmallPool pool, Duration timeout) {
        Lease lease;
        try {
            lease = pool.acquire(timeout);
        } catch (DatabaseException gaveUp) {
            return;
        }
        pool.release(lease);
    }

    @Test
    void acquire_byMoreThanThereAre_servesAll() {
        inEverySchedule(() -> {
            SmallPool pool = new SmallPool(1, 1);
            Runnable use = () -> pool.release(pool.acquire(EVER));
            together(use, use, use);
            pool.check(0);
        });
    }

    @Test
    void queue_withNewcomers_isServedInOrder() {
        inEverySchedule(() -> {
            SmallPool pool = new SmallPool(1, 0);
            AtomicInteger served = new AtomicInteger();
            Lease held = pool.acquire(EVER);
            Worker first = Worker.started(() -> useAs(1, served, pool));
            pool.awaitPending(1);
            Worker second = Worker.started(() -> useAs(2, served, pool));
            pool.awaitPending(2);
            Worker newcomer = Worker.started(() -> useAs(3, served, pool));
            pool.release(held);
            Worker.ended(first, second, newcomer);
            pool.check(0);
        });
    }

    private static void useAs(int place, AtomicInteger served, SmallPool pool) {
        Lease lease = pool.acquire(EVER);
        if (served.incrementAndGet() != place) {
            throw new AssertionError("number " + place + " in the queue was served as number " + served.get());
        }
        pool.release(lease);
    }

    @Test
    void timeOut_meetsARelease_losesNothing() {
        inEverySchedule(() -> {
            SmallPool pool = new SmallPool(1, 0);
            Lease held = pool.acquire(EVER);
            together(() -> acquireOrGiveUp(pool, SHORT), () -> pool.release(held), () -> pool.advance(SHORT));
            pool.check(0);
        });
    }

    @Test
    void interrupt_meetsARelease_losesNothing() {
        inEverySchedule(() -> {
            SmallPool pool = new SmallPool(1, 0);
            Lease held = pool.acquire(EVER);
            Worker waiter = Worker.started(() -> {
                try {
                    pool.release(pool.acquire(EVER));
                } catch (DatabaseException interrupted) {
                    if (!Thread.currentThread().isInterrupted()) {
                        throw new AssertionError("the interrupt was swallowed");
                    }
                }
            });
            Worker release = Worker.started(() -> pool.release(held));
            waiter.interrupt();
            Worker.ended(waiter, release);
            pool.check(0);
        });
    }

    @Test
    void evict_meetsAWaiter_makesRoomForItsConnect() {
        inEverySchedule(() -> {
            SmallPool pool = new SmallPool(1, 0);
            Lease held = pool.acquire(EVER);
            together(() -> pool.release(pool.acquire(EVER)), () -> pool.evict(held, false));
            pool.check(0);
        });
    }

    @Test
    void lost_meetsReleases_leavesNoneOfTheGeneration() {
        inEverySchedule(() -> {
            SmallPool pool = new SmallPool(2, 0);
            Lease broken = pool.acquire(EVER);
            Lease other = pool.acquire(EVER);
            together(() -> pool.evict(broken, true), () -> pool.release(other));
            pool.check(0);
            if (pool.open() != 0) {
                throw new AssertionError("one as old as the lost connection is still open");
            }
        });
    }

    @Test
    void flush_meetsAConnectAndARelease_leavesNoneThatIsOlder() {
        inEverySchedule(() -> {
            SmallPool pool = new SmallPool(2, 0);
            Lease old = pool.acquire(EVER);
            together(
                    () -> pool.release(pool.acquire(EVER)),
                    () -> pool.release(old),
                    () -> pool.pool().flush());
            pool.check(0);
        });
    }

    @Test
    void close_meetsAnAcquireAndARelease_leavesNothingOpen() {
        inEverySchedule(() -> {
            SmallPool pool = new SmallPool(1, 0);
            Lease held = pool.acquire(EVER);
            together(
                    () -> acquireOrGiveUp(pool, EVER),
                    () -> pool.release(held),
                    () -> pool.pool().close());
            pool.check(0);
            if (pool.open() != 0) {
                throw new AssertionError("open after close");
            }
        });
    }

    @Test
    void refusedConnect_meetsWaiters_leavesNobodyWaiting() {
        inEverySchedule(() -> {
            SmallPool pool = new SmallPool(1, 0);
            pool.refuse(1);
            Runnable use = () -> acquireOrGiveUp(pool, EVER);
            together(use, use);
            pool.check(0);
        });
    }

    @Test
    void maintain_meetsAnAcquire_closesNothingThatIsLent() {
        inEverySchedule(() -> {
            SmallPool pool = new SmallPool(1, 1);
            Lease one = pool.acquire(EVER);
            Lease two = pool.acquire(EVER);
            pool.release(one);
            pool.release(two);
            pool.advance(Duration.ofHours(1));
            together(() -> pool.release(pool.acquire(EVER)), () -> pool.pool().maintain());
            pool.check(0);
        });
    }
}
