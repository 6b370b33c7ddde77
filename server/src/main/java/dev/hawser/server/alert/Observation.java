package dev.hawser.server.alert;

import dev.hawser.DatabaseTopology.HostView;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.error.DatabaseException;
import dev.hawser.server.live.Sample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What rules see of one database in one second. Immutable.
 *
 * @param error what its health says; null if nothing is wrong
 * @param queries statements that ended in that second
 * @param failed those among them that failed
 * @param hosts none if the database could not be set up, which says it all
 */
record Observation(HealthStatus status, @Nullable String error, long queries, long failed, List<HostView> hosts) {

    Observation {
        hosts = List.copyOf(hosts);
    }

    static Observation of(Sample sample) {
        Health health = sample.health();
        DatabaseException setupError = sample.setupError();
        return new Observation(
                setupError == null ? health.status() : HealthStatus.UNHEALTHY,
                setupError == null ? health.error() : setupError.getMessage(),
                sample.activity().queries(),
                sample.activity().failed(),
                setupError == null ? sample.topology().hosts() : List.of());
    }

    /** How many connections a host's pool may have. */
    static int capacity(HostView host) {
        return host.pool().size() + host.pool().maxOverflow();
    }
}
