package dev.hawser;

import java.time.Duration;

/**
 * Counters of one database since it was opened. Immutable. A query is a statement, not a checkout.
 *
 * @param connectionErrors attempts to connect that failed
 * @param failedQueries those of {@link #totalQueries} that failed
 * @param queryTimes how long queries took, failed ones included
 * @param retryAttempts attempts after the first, of any operation
 * @param outcomesInDoubt commits that got no answer
 * @param outcomesUnknown those among them of which it could not be found out what became
 * @param timeouts waits for the pool that ended without a connection, and statements that exceeded their time
 */
public record DatabaseMetrics(
        PoolStats pool,
        long connectionErrors,
        long failedQueries,
        TimeDistribution queryTimes,
        long retryAttempts,
        long failovers,
        long timeouts,
        long outcomesInDoubt,
        long outcomesUnknown,
        Duration uptime) {

    /** The queries that ended. */
    public long totalQueries() {
        return queryTimes.count();
    }

    /** How long all of them took together. */
    public Duration totalQueryTime() {
        return queryTimes.total();
    }

    /** How long they took on average; zero when there were none, as the percentiles are. */
    public Duration averageQueryTime() {
        return queryTimes.mean();
    }

    /** What half of them did not exceed. */
    public Duration p50QueryTime() {
        return queryTimes.percentile(50);
    }

    /** What 95 % of them did not exceed. */
    public Duration p95QueryTime() {
        return queryTimes.percentile(95);
    }

    /** What 99 % of them did not exceed. */
    public Duration p99QueryTime() {
        return queryTimes.percentile(99);
    }

    /** Failed queries of all, 0 to 1; 0 when there were none. */
    public double failureRate() {
        long all = totalQueries();
        return all == 0 ? 0 : (double) failedQueries / all;
    }
}
