package dev.hawser;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a database's hosts at one moment, without asking them. Immutable.
 *
 * @param epoch rises whenever a role changes; 0 where the engine's client decides by itself which host serves what
 * @param hosts in the order they were configured
 */
public record DatabaseTopology(long epoch, List<HostView> hosts) {

    public DatabaseTopology {
        hosts = List.copyOf(hosts);
    }

    /**
     * One host.
     *
     * @param role what it is taken for
     * @param lag how far it is behind the primary at most; null if it is not a replica or that is not known
     * @param timeline the one it is on; null if that is not known, or the engine does not number them
     * @param fenced why it is not used though it answers; null if it is not fenced
     * @param responseTime how long its answers take, smoothed; null if it did not answer the last time
     * @param pool its connections
     */
    public record HostView(
            HostSpec host,
            HostRole role,
            HostState state,
            @Nullable Duration lag,
            @Nullable Long timeline,
            @Nullable String fenced,
            @Nullable Duration responseTime,
            PoolStats pool) {}
}
