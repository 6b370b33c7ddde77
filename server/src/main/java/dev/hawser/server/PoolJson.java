package dev.hawser.server;

import dev.hawser.PoolStats;

/** A connection pool as JSON shows it. Immutable. */
public record PoolJson(
        int poolSize, int checkedIn, int checkedOut, int overflow, int waiting, int totalConnections, long invalid) {

    /** What JSON shows of {@code pool}. */
    public static PoolJson of(PoolStats pool) {
        return new PoolJson(
                pool.size(), pool.idle(), pool.active(), pool.overflow(), pool.pending(), pool.total(), pool.invalid());
    }
}
