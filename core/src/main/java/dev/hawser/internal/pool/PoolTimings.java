package dev.hawser.internal.pool;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.AtomicHistogram;

/**
 * How long callers waited, loans lasted, and connects took. Loans that did not have to wait are not recorded here; of the lengths of loans, some of each second are,
 * because the exact clock costs as much as the loan. Thread-safe.
 */
public final class PoolTimings {

    private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
    private static final int SIGNIFICANT_DIGITS = 2;

    private final AtomicHistogram wait = histogram();
    private final AtomicHistogram use = histogram();
    private final AtomicHistogram open = histogram();

    private static AtomicHistogram histogram() {
        return new AtomicHistogram(LONGEST, SIGNIFICANT_DIGITS);
    }

    void waited(long nanos) {
        record(wait, nanos);
    }

    void used(long nanos) {
        record(use, nanos);
    }

    void opened(long nanos) {
        record(open, nanos);
    }

    private static void record(AtomicHistogram histogram, long nanos) {
        histogram.recordValue(Math.max(0, Math.min(nanos, LONGEST)));
    }

    /** In nanoseconds. Not a copy: it changes while it is read. */
    public AtomicHistogram waits() {
        return wait;
    }
}
