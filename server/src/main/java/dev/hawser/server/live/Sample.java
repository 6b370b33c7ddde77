package dev.hawser.server.live;

import dev.hawser.DatabaseTopology;
import dev.hawser.Health;
import dev.hawser.PoolStats;
import dev.hawser.TimeDistribution;
import dev.hawser.error.DatabaseException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one database is, and what it did since the sample before. Immutable. What it holds is for the moment: a distribution takes some 20 KB.
 *
 * @param at when it was taken
 * @param span how long ago the one before was taken: about a second
 * @param health the last answer, however old
 * @param setupError why the database could not be set up; null if it could
 * @param paused whether its pool lends nothing because somebody wants that
 * @param activity what it did in {@code span}
 */
public record Sample(
        String database,
        Instant at,
        Duration span,
        Health health,
        @Nullable DatabaseException setupError,
        DatabaseTopology topology,
        boolean paused,
        Activity activity) {

    /** Its connections, all hosts together. */
    public PoolStats pool() {
        return health.pool();
    }

    /**
     * What a database did in some time. Immutable.
     *
     * @param failed statements that failed, of {@link #queries}
     * @param times how long its statements took
     * @param waits how long callers waited for a connection
     * @param connectionErrors attempts to connect that failed
     * @param timeouts waits for the pool that ended without a connection, and statements that exceeded their time
     * @param poolTimeouts the waits among {@code timeouts}; no statement began for them, so they are not among the failed
     * @param retries attempts after the first, of any operation
     * @param failovers how often another host became the primary
     */
    public record Activity(
            long failed,
            TimeDistribution times,
            TimeDistribution waits,
            long connectionErrors,
            long timeouts,
            long poolTimeouts,
            long retries,
            long failovers) {

        /** The statements that ended. */
        public long queries() {
            return times.count();
        }

        /** What was done since {@code earlier}, if both are what was done since the same moment. */
        Activity since(Activity earlier) {
            return new Activity(
                    failed - earlier.failed,
                    times.since(earlier.times),
                    waits.since(earlier.waits),
                    connectionErrors - earlier.connectionErrors,
                    timeouts - earlier.timeouts,
                    poolTimeouts - earlier.poolTimeouts,
                    retries - earlier.retries,
                    failovers - earlier.failovers);
        }

        /** Both together. */
        public Activity plus(Activity other) {
            return new Activity(
                    failed + other.failed,
                    times.plus(other.times),
                    waits.plus(other.waits),
                    connectionErrors + other.connectionErrors,
                    timeouts + other.timeouts,
                    poolTimeouts + other.poolTimeouts,
                    retries + other.retries,
                    failovers + other.failovers);
        }
    }
}
