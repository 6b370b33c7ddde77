package dev.hawser.internal.pool;

import dev.hawser.TimeDistribution;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** Counts durations by their length. Thread-safe; one costs some tens of nanoseconds. */
public final class TimeRecorder {

    private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
    private static final int SIGNIFICANT_DIGITS = 2;

    private final AtomicHistogram histogram = new AtomicHistogram(LONGEST, SIGNIFICANT_DIGITS);
    private final LongAdder total = new LongAdder();

    public void record(long nanos) {
        long counted = Math.max(0, Math.min(nanos, LONGEST));
        histogram.recordValue(counted);
        total.add(counted);
    }

    long count() {
        return histogram.getTotalCount();
    }

    /** What was recorded so far. */
    public TimeDistribution snapshot() {
        return snapshotWith(0);
    }

    /** What was recorded so far, and so many that took no time. */
    TimeDistribution snapshotWith(long zeros) {
        Histogram copy = new Histogram(histogram);
        copy.add(histogram); // sums up what it copies, so that count and distribution agree while others record
        if (zeros > 0) {
            copy.recordValueWithCount(0, zeros);
        }
        return new Snapshot(copy, total.sum());
    }

    /** Nothing at all. */
    public static TimeDistribution nothing() {
        return new Snapshot(new Histogram(LONGEST, SIGNIFICANT_DIGITS), 0);
    }

    /** Recorded by this class, whoever has it. Nobody writes to {@code histogram} any more. */
    private record Snapshot(Histogram histogram, long totalNanos) implements TimeDistribution {

        @Override
        public long count() {
            return histogram.getTotalCount();
        }

        @Override
        public Duration total() {
            return Duration.ofNanos(totalNanos);
        }

        @Override
        public Duration percentile(double percent) {
            return Duration.ofNanos(count() == 0 ? 0 : histogram.getValueAtPercentile(percent));
        }

        @Override
        public long countAtMost(Duration limit) {
            return limit.isNegative()
                    ? 0
                    : histogram.getCountBetweenValues(
                            0, limit.compareTo(Duration.ofNanos(LONGEST)) > 0 ? LONGEST : limit.toNanos());
        }

        @Override
        public TimeDistribution plus(TimeDistribution other) {
            Snapshot others = (Snapshot) other;
            Histogram sum = histogram.copy();
            sum.add(others.histogram);
            return new Snapshot(sum, totalNanos + others.totalNanos);
        }

        @Override
        public TimeDistribution since(TimeDistribution earlier) {
            Snapshot before = (Snapshot) earlier;
            Histogram rest = new Histogram(histogram);
            for (HistogramIterationValue value : histogram.recordedValues()) {
                long more = value.getCountAtValueIteratedTo()
                        - before.histogram.getCountAtValue(value.getValueIteratedTo());
                if (more > 0) { // a loan counts as one that did not wait until its wait is recorded, so there may be
                    // fewer
                    rest.recordValueWithCount(value.getValueIteratedTo(), more);
                }
            }
            return new Snapshot(rest, Math.max(0, totalNanos - before.totalNanos));
        }

        @Override
        public String toString() {
            return count() + " from " + percentile(0) + " to " + max() + ", p50 " + percentile(50) + ", p99 "
                    + percentile(99);
        }
    }
}
