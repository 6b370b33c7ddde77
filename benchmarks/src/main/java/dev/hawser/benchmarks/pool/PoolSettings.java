package dev.hawser.benchmarks.pool;

import java.time.Duration;

/**
 * What every pool in a measurement is told. Immutable.
 *
 * @param minimum connections that are kept
 * @param maximum connections that may exist
 * @param timeout how long a caller waits for one
 * @param shed whether a pool that can do so refuses whoever it will not serve in time
 */
public record PoolSettings(int minimum, int maximum, Duration timeout, boolean shed) {

    /** A pool of a fixed size, whose callers wait for 30 seconds. */
    public static PoolSettings fixed(int size) {
        return new PoolSettings(size, size, Duration.ofSeconds(30), false);
    }

    /** These with another time-out. */
    PoolSettings timeout(Duration other) {
        return new PoolSettings(minimum, maximum, other, shed);
    }

    /** These, where a pool that can do so refuses whoever it will not serve in time. */
    PoolSettings shedding() {
        return new PoolSettings(minimum, maximum, timeout, true);
    }
}
