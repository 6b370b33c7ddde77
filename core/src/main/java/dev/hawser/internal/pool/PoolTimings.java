package dev.hawser.internal.pool;

import dev.hawser.PoolTimes;
import java.time.Duration;
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

    public void waited(long nanos) {
        record(wait, nanos);
    }

    public void used(long nanos) {
        record(use, nanos);
    }

    public void opened(long nanos) {
        record(open, nanos);
    }

    private static void record(AtomicHistogram histogram, long nanos) {
        histogram.recordValue(Math.max(0, Math.min(nanos, LONGEST)));
    }

    /** Adds these to others; {@code withoutWaiting} loans of this pool did not have to wait. */
    void addTo(PoolTimings sum, long withoutWaiting) {
        sum.wait.add(wait);
        sum.use.add(use);
        sum.open.add(open);
        if (withoutWaiting > 0) {
            sum.wait.recordValueWithCount(0, withoutWaiting);
        }
    }

    long waits() {
        return wait.getTotalCount();
    }

    /** As applications see them. */
    public PoolTimes times() {
        return new PoolTimes(spread(wait), spread(use), spread(open));
    }

    private static PoolTimes.Spread spread(AtomicHistogram histogram) {
        return new PoolTimes.Spread(
                histogram.getTotalCount(),
                percentile(histogram, 50),
                percentile(histogram, 95),
                percentile(histogram, 99),
                percentile(histogram, 100));
    }

    private static Duration percentile(AtomicHistogram histogram, double percent) {
        return Duration.ofNanos(histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percent));
    }
}
