package dev.hawser.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;

/** Time as the code sees it, so that a test can hold it. Thread-safe. */
public interface Ticker {

    /** The monotonic clock of the machine. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            // The one place where Hawser waits without being woken: a back-off, interruptible.
            java.util.concurrent.TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        }
    };

    /** A reading of the monotonic clock in nanoseconds. */
    long nanoTime();

    /**
     * As {@link #nanoTime()}, at most some tens of milliseconds ago, where that makes no difference: reading the exact clock costs as much as taking a connection from
     * the pool does.
     */
    default long coarseNanoTime() {
        return nanoTime();
    }

    /** The time of day. May jump, unlike {@link #nanoTime()}. */
    default Instant instant() {
        return Instant.now();
    }

    /**
     * Waits until {@code condition}, whose lock the caller holds, is signalled. False if {@code most} went by before that.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    default boolean await(Condition condition, Duration most) throws InterruptedException {
        return condition.awaitNanos(most.toNanos()) > 0;
    }

    /** Lets time pass. */
    void sleep(Duration duration) throws InterruptedException;
}
