package dev.hawser;

import java.time.Duration;

/**
 * Counters of one database since it was opened. Immutable. A query is a statement, not a checkout.
 *
 * @param connectionErrors attempts to connect that failed
 * @param retryAttempts attempts after the first, of any operation
 * @param failureRate failed queries of all, 0 to 1; 0 when there were none
 * @param outcomesInDoubt commits that got no answer
 * @param outcomesUnknown those among them of which it could not be found out what became
 * @param timeouts waits for the pool that ended without a connection, and statements that exceeded their time
 */
public record DatabaseMetrics(
        PoolStats pool,
        long connectionErrors,
        long totalQueries,
        long failedQueries,
        Duration totalQueryTime,
        Duration averageQueryTime,
        Duration p50QueryTime,
        Duration p95QueryTime,
        Duration p99QueryTime,
        double failureRate,
        long retryAttempts,
        long failovers,
        long timeouts,
        long outcomesInDoubt,
        long outcomesUnknown,
        Duration uptime) {}
