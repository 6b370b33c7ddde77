package dev.hawser.tests.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.Deadline;
import dev.hawser.internal.pool.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Threads that begin together; the first failure of one is the failure of all. */
final class Crew {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch start = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    static Crew of(ThreadKind kind, int size, IntConsumer work) {
        Crew crew = new Crew();
        for (int i = 0; i < size; i++) {
            int number = i;
            crew.threads.add(kind.start(() -> crew.run(work, number)));
        }
        crew.start.countDown();
        return crew;
    }

    private void run(IntConsumer work, int number) {
        try {
            start.await();
            work.accept(number);
        } catch (Throwable failed) {
            failure.compareAndSet(null, failed);
        }
    }

    void join() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            assertThat(thread.isAlive())
                    .as(() -> thread + " is stuck at " + Arrays.toString(thread.getStackTrace()))
                    .isFalse();
        }
        assertThat(failure.get()).as("what a thread failed with").isNull();
    }

    /** How many loans each thread had. */
    record Shares(int[] loans) {

        /** Everyone had at least the {@code factor}-th part of the mean, and at most {@code factor} times as much. */
        void assertFair(int factor) {
            double mean = Arrays.stream(loans).average().orElseThrow();
            assertThat(Arrays.stream(loans).min().orElseThrow())
                    .as("fewest loans of a thread, with %s on average", mean)
                    .isGreaterThanOrEqualTo((int) (mean / factor));
            assertThat(Arrays.stream(loans).max().orElseThrow())
                    .as("most loans of a thread, with %s on average", mean)
                    .isLessThanOrEqualTo((int) Math.ceil(mean * factor));
        }
    }

    /** Takes and gives back connections until there were so many loans in all. Everybody waits when the first is lent, so that none has a start. */
    static Shares share(ThreadKind kind, int size, int loans, PoolFixture fixture, long holdNanos)
            throws InterruptedException {
        AtomicInteger left = new AtomicInteger(loans);
        AtomicIntegerArray each = new AtomicIntegerArray(size);
        fixture.pool.suspend();
        Crew crew = of(kind, size, number -> {
            while (left.getAndDecrement() > 0) {
                Lease lease = fixture.pool.acquire(Deadline.in(PATIENCE));
                each.incrementAndGet(number);
                LockSupport.parkNanos(holdNanos);
                lease.release();
            }
        });
        PoolFixture.await(() -> fixture.pool.stats().pending() == size);
        fixture.pool.resume();
        crew.join();
        assertThat(fixture.pool.totals().acquired()).as("loans").isEqualTo(loans);
        assertThat(fixture.pool.stats().active()).as("still lent").isZero();
        return new Shares(IntStream.range(0, size).map(each::get).toArray());
    }
}
