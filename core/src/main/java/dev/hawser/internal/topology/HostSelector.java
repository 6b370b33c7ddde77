package dev.hawser.internal.topology;

import dev.hawser.Consistency;
import dev.hawser.HostRole;
import dev.hawser.HostState;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/**
 * Chooses the host for a unit of work. Roles are those the hosts gave themselves, never their order in the configuration; an order decides only among equals.
 * Thread-safe.
 */
public final class HostSelector {

    /** No host is suitable. */
    public static final int NONE = -1;

    private final boolean replicasAreCurrent;
    private final AtomicInteger turn = new AtomicInteger();

    public HostSelector(boolean replicasAreCurrent) {
        this.replicasAreCurrent = replicasAreCurrent;
    }

    /**
     * The index of a host that takes writes; {@link #NONE} if none is known. A primary that gave a bad sign is still better than none: only it can take the
     * write, or say that it cannot.
     */
    public int forWrite(Topology topology, IntPredicate tried) {
        int suspect = NONE;
        List<Topology.Node> nodes = topology.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Topology.Node node = nodes.get(i);
            if (node.role() == HostRole.PRIMARY && !tried.test(i)) {
                if (node.state() == HostState.AVAILABLE) {
                    return i;
                }
                suspect = suspect == NONE ? i : suspect;
            }
        }
        return suspect;
    }

    /** The index of a host for a read that must be this fresh; {@link #NONE} if none is suitable. Suitable hosts take turns. */
    public int forRead(Topology topology, Consistency consistency, IntPredicate tried) {
        boolean anyHost = consistency instanceof Consistency.Eventual;
        if (!anyHost && !replicasAreCurrent) {
            return forWrite(
                    topology, tried); // how far a replica is behind is not known yet, so only the primary is certain
        }
        List<Topology.Node> nodes = topology.nodes();
        boolean replicasOnly = replicasAreCurrent && has(nodes, HostRole.REPLICA, tried);
        int start = Math.floorMod(turn.getAndIncrement(), nodes.size());
        for (HostState accepted : List.of(HostState.AVAILABLE, HostState.SUSPECT)) {
            for (int i = 0; i < nodes.size(); i++) {
                int candidate = (start + i) % nodes.size();
                Topology.Node node = nodes.get(candidate);
                if (node.state() == accepted
                        && !tried.test(candidate)
                        && (!replicasOnly || node.role() == HostRole.REPLICA)) {
                    return candidate;
                }
            }
        }
        return NONE;
    }

    private static boolean has(List<Topology.Node> nodes, HostRole role, IntPredicate tried) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).role() == role && nodes.get(i).state() != HostState.DOWN && !tried.test(i)) {
                return true;
            }
        }
        return false;
    }
}
