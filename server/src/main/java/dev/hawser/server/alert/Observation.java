package dev.hawser.server.alert;

import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.PoolStats;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What rules see of one database in one second. Immutable.
 *
 * @param error what its health says; null if nothing is wrong
 * @param queries statements that ended in that second
 * @param failed those among them that failed
 */
record Observation(HealthStatus status, @Nullable String error, long queries, long failed, List<Host> hosts) {

    Observation {
        hosts = List.copyOf(hosts);
    }

    /**
     * One host.
     *
     * @param lag how far it is behind the primary; null where that is not known
     * @param fenced why it must not be used although it answers; null if it may
     */
    record Host(
            HostSpec host,
            HostRole role,
            HostState state,
            @Nullable Duration lag,
            @Nullable String fenced,
            PoolStats pool) {

        /** How many connections its pool may have. */
        int capacity() {
            return pool.size() + pool.maxOverflow();
        }
    }
}
