package dev.hawser;

import dev.hawser.error.ErrorCategory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last real answer to "how is this database?". Immutable; never contains a credential.
 *
 * @param database its configured name
 * @param status healthy, degraded, unhealthy, unknown
 * @param engine its engine, such as {@code postgresql}
 * @param version what the server says of itself; null if it gave no answer
 * @param timestamp when it was asked
 * @param age how old this answer is; zero for one just made
 * @param responseTime how long the server took, or how long it was waited for
 * @param error what went wrong; null if nothing did
 * @param category what kind of error; null if there was none
 * @param retryCount how many checks in a row have failed before this one; 0 when healthy
 * @param pool the connection pool at this moment, all hosts together
 * @param hosts each host
 * @param connectionCount connections of every client to this database as the server counts them; null where it cannot tell
 * @param backup how its backups are; null if none are configured
 */
public record Health(
        String database,
        HealthStatus status,
        String engine,
        @Nullable String version,
        Instant timestamp,
        Duration age,
        Duration responseTime,
        @Nullable String error,
        @Nullable ErrorCategory category,
        int retryCount,
        PoolStats pool,
        List<HostHealth> hosts,
        @Nullable Integer connectionCount,
        @Nullable BackupHealth backup) {

    public Health {
        hosts = List.copyOf(hosts);
    }

    /** This answer, seen later and beside the pool as it is then. */
    public Health seen(Duration age, PoolStats pool) {
        return new Health(
                database,
                status,
                engine,
                version,
                timestamp,
                age,
                responseTime,
                error,
                category,
                retryCount,
                pool,
                hosts,
                connectionCount,
                backup == null ? null : backup.later(age));
    }

    /**
     * How the backups of a database are. Immutable.
     *
     * @param lastGoodAt when the newest one was taken with which nothing is known to be wrong; null if there is none
     * @param age how old that is
     * @param verifiedAt when that one was restored and found to be whole; null if it was not
     * @param maxAge how old it may be before the database is degraded; zero for any age
     * @param failure why the last one could not be taken or the catalogue not be read; null if all was well
     */
    public record BackupHealth(
            @Nullable Instant lastGoodAt,
            @Nullable Duration age,
            @Nullable Instant verifiedAt,
            Duration maxAge,
            @Nullable String failure) {

        /** Whether there is none that is young enough. */
        public boolean tooOld() {
            return !maxAge.isZero() && (age == null || age.compareTo(maxAge) > 0);
        }

        private BackupHealth later(Duration by) {
            return new BackupHealth(lastGoodAt, age == null ? null : age.plus(by), verifiedAt, maxAge, failure);
        }
    }

    /**
     * One host of a database.
     *
     * @param lag how far it is behind the primary; null where that is not known
     * @param responseTime how long it took to answer; null if it did not
     */
    public record HostHealth(
            HostSpec host,
            HostRole role,
            HostState state,
            @Nullable Duration lag,
            @Nullable Duration responseTime) {}
}
