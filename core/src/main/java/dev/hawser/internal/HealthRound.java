package dev.hawser.internal;

import dev.hawser.Health.HostHealth;
import dev.hawser.HostRole;
import dev.hawser.HostState;
import dev.hawser.error.DatabaseException;
import dev.hawser.internal.topology.HostMonitor;
import dev.hawser.internal.topology.Topology;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came out of asking a database how it is. Immutable.
 *
 * @param usable whether it does what it is configured for: a host takes writes, or reads if nothing else is asked of it
 * @param allAvailable whether every host answered
 * @param exhausted whether a host lends as many connections as it may, and more are asked for
 * @param described the hosts in a line
 * @param version what the server says of itself; null if none answered
 * @param connectionCount as the server counts them; null if it cannot tell
 * @param failure the first that occurred; null if none did
 */
public record HealthRound(
        List<HostHealth> hosts,
        boolean usable,
        boolean allAvailable,
        boolean exhausted,
        String described,
        @Nullable String version,
        @Nullable Integer connectionCount,
        @Nullable DatabaseException failure) {

    /** How to ask, with the time it may take. */
    @FunctionalInterface
    public interface Question {
        HealthRound ask(Duration timeout);
    }

    static HealthRound of(HostMonitor.Round round, boolean readonly) {
        Topology topology = round.topology();
        List<HostHealth> hosts = topology.nodes().stream()
                .map(node -> new HostHealth(node.host(), node.role(), node.state(), node.lag(), node.responseTime()))
                .toList();
        return new HealthRound(
                hosts,
                serves(hosts, readonly),
                topology.allAvailable(),
                false, // to be seen from the pools alone
                topology.described(),
                round.version(),
                round.connectionCount(),
                round.firstFailure());
    }

    /** Whether one of these hosts is of use: a primary, or any where there is only one or nothing is written. */
    public static boolean serves(List<HostHealth> hosts, boolean readonly) {
        return hosts.stream()
                .anyMatch(host -> host.state() == HostState.AVAILABLE
                        && (readonly || hosts.size() == 1 || host.role() == HostRole.PRIMARY));
    }
}
