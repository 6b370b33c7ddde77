package dev.hawser.internal.topology;

import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a database's hosts at one moment. Immutable; swapped as a whole, so that whoever decides sees one consistent picture.
 *
 * @param epoch rises whenever a role changes
 * @param nodes in the order they were configured
 */
public record Topology(long epoch, List<Node> nodes) {

    /**
     * One host.
     *
     * @param responseTime how long it took to answer when it was last asked; null if it did not
     */
    public record Node(
            HostSpec host,
            HostRole role,
            HostState state,
            @Nullable Duration responseTime) {

        Node suspected() {
            return state == HostState.AVAILABLE ? new Node(host, role, HostState.SUSPECT, responseTime) : this;
        }
    }

    public Topology {
        nodes = List.copyOf(nodes);
    }

    /** Nothing is known yet. */
    public static Topology unknown(List<HostSpec> hosts) {
        return new Topology(
                0,
                hosts.stream()
                        .map(host -> new Node(host, HostRole.UNKNOWN, HostState.SUSPECT, null))
                        .toList());
    }

    /** This picture with new answers; the epoch rises if a role differs. */
    public Topology answered(List<Node> answers) {
        boolean sameRoles = true;
        for (int i = 0; i < nodes.size(); i++) {
            sameRoles &= nodes.get(i).role() == answers.get(i).role();
        }
        return new Topology(sameRoles ? epoch : epoch + 1, answers);
    }

    /** This picture after a bad sign from one host. */
    public Topology suspecting(HostSpec host) {
        return new Topology(
                epoch,
                nodes.stream()
                        .map(node -> node.host().equals(host) ? node.suspected() : node)
                        .toList());
    }

    /** Whether every host answered when it was last asked. */
    public boolean allAvailable() {
        for (Node node : nodes) {
            if (node.state() != HostState.AVAILABLE) {
                return false;
            }
        }
        return true;
    }
}
