package dev.hawser.testkit;

import dev.hawser.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waiting for something outside this process that tells nobody when it happens. */
final class Polling {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Polling() {}

    /** A question that may fail. */
    @FunctionalInterface
    interface Condition<E extends Exception> {
        boolean holds() throws E;
    }

    /** Whether {@code condition} held before {@code timeout} was over. An interrupt ends the wait, and stays set. */
    static <E extends Exception> boolean until(Duration timeout, Condition<E> condition) throws E {
        Deadline deadline = Deadline.in(timeout);
        while (!condition.holds()) {
            if (deadline.expired() || Thread.currentThread().isInterrupted()) {
                return condition.holds();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }
}
