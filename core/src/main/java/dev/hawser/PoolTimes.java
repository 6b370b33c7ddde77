package dev.hawser;

import java.time.Duration;

/**
 * How long things took in a pool since it was opened, to two digits. Immutable.
 *
 * @param waitTime for a connection, by all who got one; zero for those who did not have to wait
 * @param useTime of a connection, from its loan to its return; measured for some loans of each second
 * @param createTime of a connection
 */
public record PoolTimes(Spread waitTime, Spread useTime, Spread createTime) {

    /**
     * Percentiles of a number of durations. Immutable.
     *
     * @param count how many there were; when it is 0, so are all others
     */
    public record Spread(long count, Duration p50, Duration p95, Duration p99, Duration max) {}
}
