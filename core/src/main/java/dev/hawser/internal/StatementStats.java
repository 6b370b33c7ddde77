package dev.hawser.internal;

import dev.hawser.DatabaseMetrics;
import dev.hawser.PoolStats;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;

/** Counters of one database. Thread-safe; a record costs some tens of nanoseconds. */
public final class StatementStats {

    private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
    private static final int SIGNIFICANT_DIGITS = 2;

    private final AtomicHistogram times = new AtomicHistogram(LONGEST, SIGNIFICANT_DIGITS);
    private final LongAdder total = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder totalNanos = new LongAdder();
    private final LongAdder connectionErrors = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder failovers = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder outcomesInDoubt = new LongAdder();
    private final LongAdder outcomesUnknown = new LongAdder();

    /** A statement ended. */
    public void statement(long nanos, boolean success) {
        total.increment();
        totalNanos.add(nanos);
        times.recordValue(Math.max(0, Math.min(nanos, LONGEST)));
        if (!success) {
            failed.increment();
        }
    }

    public void connectionError() {
        connectionErrors.increment();
    }

    public void retry() {
        retries.increment();
    }

    public void failover() {
        failovers.increment();
    }

    public void timeout() {
        timeouts.increment();
    }

    /** A commit got no answer. */
    public void outcomeInDoubt() {
        outcomesInDoubt.increment();
    }

    /** What became of a commit could not be found out. */
    public void outcomeUnknown() {
        outcomesUnknown.increment();
    }

    /** Everything so far. */
    public DatabaseMetrics snapshot(PoolStats pool, Duration uptime) {
        long queries = total.sum();
        long failures = Math.min(failed.sum(), queries);
        long nanos = totalNanos.sum();
        return new DatabaseMetrics(
                pool,
                connectionErrors.sum(),
                queries,
                failures,
                Duration.ofNanos(nanos),
                Duration.ofNanos(queries == 0 ? 0 : nanos / queries),
                percentile(50),
                percentile(95),
                percentile(99),
                queries == 0 ? 0 : (double) failures / queries,
                retries.sum(),
                failovers.sum(),
                timeouts.sum(),
                outcomesInDoubt.sum(),
                outcomesUnknown.sum(),
                uptime);
    }

    private Duration percentile(double percent) {
        return Duration.ofNanos(times.getTotalCount() == 0 ? 0 : times.getValueAtPercentile(percent));
    }
}
