package dev.hawser.tests.pool;

import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.FakeEngine;
import dev.hawser.testkit.FakeFailure;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Makes the connects of a fake engine fail, dawdle, hang until they are released, and come back late. What the n-th one does follows from the seed. Thread-safe. */
final class TortureServer {

    private static final long SLOWEST = TimeUnit.MILLISECONDS.toNanos(3);

    private final long seed;
    private final AtomicInteger connects = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile CountDownLatch hung = new CountDownLatch(1);
    private volatile boolean calm;

    TortureServer(long seed, FakeEngine engine) {
        this.seed = seed;
        engine.onConnect((host, timeout) -> {
            try {
                connect(new SplittableRandom(seed() + connects.incrementAndGet()));
            } catch (FakeFailure | InterruptedException failed) {
                failures.incrementAndGet();
                throw failed;
            }
        });
    }

    private long seed() {
        return seed * 1_000_003;
    }

    private void connect(SplittableRandom random) throws FakeFailure, InterruptedException {
        CountDownLatch release = hung;
        if (calm) {
            return;
        }
        int lot = random.nextInt(100);
        if (lot < 8) {
            throw new FakeFailure(ErrorCategory.CONNECTION_REFUSED, "refused");
        } else if (lot < 10) {
            throw new FakeFailure(ErrorCategory.CONNECTION_REFUSED, "53300", "the server is full");
        } else if (lot < 30) {
            LockSupport.parkNanos(random.nextLong(SLOWEST));
        } else if (lot < 33) {
            release.await();
        } else if (lot < 36) {
            awaitWhateverHappens(release);
        }
    }

    /** As a driver that does not listen to interrupts. */
    private static void awaitWhateverHappens(CountDownLatch release) {
        boolean interrupted = false;
        while (release.getCount() > 0) {
            try {
                release.await();
            } catch (InterruptedException unheard) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Connects that hang go on. */
    void releaseHung() {
        CountDownLatch before = hung;
        hung = new CountDownLatch(1);
        before.countDown();
    }

    /** From now on every connect succeeds at once. */
    void calmDown() {
        calm = true;
        releaseHung();
    }

    /** How many connects did not end with a connection. */
    int failures() {
        return failures.get();
    }
}
