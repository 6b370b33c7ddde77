package dev.hawser.internal.topology;

import dev.hawser.HostRole;
import dev.hawser.HostState;
import dev.hawser.config.ReadHosts;
import dev.hawser.config.Routing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among the hosts that may serve a read. Roles are those the hosts gave themselves, never their order in the configuration. Sets of hosts are bit masks, so that
 * choosing allocates nothing. Thread-safe.
 */
public final class HostSelector {

    /** The bits of a mask. */
    public static final int MOST_HOSTS = Long.SIZE;

    private final ReadHosts hosts;
    private final Routing routing;
    private final IntUnaryOperator busy;
    private final AtomicInteger turn = new AtomicInteger();

    /** {@code busy} says how many connections to a host are lent. */
    public HostSelector(ReadHosts hosts, Routing routing, IntUnaryOperator busy) {
        this.hosts = hosts;
        this.routing = routing;
        this.busy = busy;
    }

    /** A host for a read that may be behind by any amount; {@link Topology#NONE} if there is none beside those that were tried. */
    public int anyHost(Topology topology, long tried) {
        long usable = mask(topology, HostState.AVAILABLE) & ~tried;
        if (usable == 0) {
            usable = mask(topology, HostState.SUSPECT) & ~tried;
        }
        long replicas = usable & ~bit(topology.primary());
        return choose(topology, hosts == ReadHosts.REPLICAS_FIRST && replicas != 0 ? replicas : usable);
    }

    /** A replica that answers and is {@code fresh}; {@link Topology#NONE} if there is none beside those that were tried. */
    public int replica(Topology topology, long tried, Predicate<Node> fresh) {
        long candidates = 0;
        List<Node> nodes = topology.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if ((tried & bit(i)) == 0
                    && node.role() == HostRole.REPLICA
                    && node.state() == HostState.AVAILABLE
                    && fresh.test(node)) {
                candidates |= bit(i);
            }
        }
        return choose(topology, candidates);
    }

    /** A mask of one host; of none for {@link Topology#NONE}. */
    public static long bit(int host) {
        return host < 0 ? 0 : 1L << host;
    }

    /** A mask of those that answered when they were last asked, and have given no bad sign since. */
    public static long available(Topology topology) {
        return mask(topology, HostState.AVAILABLE);
    }

    private static long mask(Topology topology, HostState state) {
        long mask = 0;
        List<Node> nodes = topology.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).state() == state && nodes.get(i).fenced() == null) {
                mask |= bit(i);
            }
        }
        return mask;
    }

    private int choose(Topology topology, long candidates) {
        if ((candidates & (candidates - 1)) == 0) { // one or none
            return candidates == 0 ? Topology.NONE : Long.numberOfTrailingZeros(candidates);
        }
        return switch (routing) {
            case ROUND_ROBIN -> next(candidates);
            case LEAST_BUSY -> next(leastBusy(candidates));
            case LATENCY -> next(fastest(topology, candidates));
        };
    }

    /** They take turns. */
    private int next(long candidates) {
        int start = Math.floorMod(turn.getAndIncrement(), Long.bitCount(candidates));
        long rest = candidates;
        for (int i = 0; i < start; i++) {
            rest &= rest - 1;
        }
        return Long.numberOfTrailingZeros(rest);
    }

    private long leastBusy(long candidates) {
        int least = Integer.MAX_VALUE;
        long chosen = 0;
        for (long rest = candidates; rest != 0; rest &= rest - 1) {
            int host = Long.numberOfTrailingZeros(rest);
            int lent = busy.applyAsInt(host);
            if (lent < least) {
                least = lent;
                chosen = 0;
            }
            chosen |= lent == least ? bit(host) : 0;
        }
        return chosen;
    }

    /** Those whose response time is at most a quarter above the least. */
    private static long fastest(Topology topology, long candidates) {
        long least = Long.MAX_VALUE;
        for (long rest = candidates; rest != 0; rest &= rest - 1) {
            least = Math.min(least, nanos(topology, Long.numberOfTrailingZeros(rest)));
        }
        long chosen = 0;
        for (long rest = candidates; rest != 0; rest &= rest - 1) {
            int host = Long.numberOfTrailingZeros(rest);
            chosen |= nanos(topology, host) - least <= least / 4 ? bit(host) : 0;
        }
        return chosen;
    }

    private static long nanos(Topology topology, int host) {
        @Nullable Duration response = topology.nodes().get(host).responseTime();
        return response == null ? Long.MAX_VALUE / 2 : response.toNanos();
    }
}
