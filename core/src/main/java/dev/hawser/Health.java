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
        @Nullable Integer connectionCount) {

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
                connectionCount);
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
