package dev.hawser.internal.topology;

import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.spi.HostReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a database's hosts at one moment. Immutable; swapped as a whole, so that whoever decides sees one consistent picture.
 *
 * @param epoch rises whenever a role changes, or an address leads to another primary
 * @param nodes in the order they were configured
 * @param primary the index of the host that takes writes; {@link #NONE} if none is known
 * @param cluster the data that the hosts share; null as long as none has named it
 * @param timeline the highest that a primary was on: one on a lower timeline is a former primary
 * @param lastPrimary the index of the last that was known; {@link #NONE} if there never was one
 */
public record Topology(
        long epoch, List<Node> nodes, int primary, @Nullable String cluster, long timeline, int lastPrimary) {

    /** No host. */
    public static final int NONE = -1;

    public Topology {
        nodes = List.copyOf(nodes);
    }

    /** Nothing is known yet. */
    public static Topology unknown(List<HostSpec> hosts) {
        return new Topology(0, hosts.stream().map(Node::unknown).toList(), NONE, null, 0, NONE);
    }

    /** This picture after something was learnt of one host. The epoch rises if a role differs, of whichever host. */
    Topology with(int index, Node learnt) {
        List<Node> claimed = new ArrayList<>(nodes);
        claimed.set(index, learnt);
        String shared = cluster != null ? cluster : clusterOf(claimed);
        List<Node> judged = new ArrayList<>();
        claimed.forEach(node -> judged.add(node.unfenced())); // whether a host is fenced follows from what all say
        fenceStrangers(judged, shared);
        int winner = settle(judged);
        HostReport winning = winner == NONE ? null : judged.get(winner).report();
        long highest = winning == null ? timeline : Math.max(timeline, winning.timeline());
        return new Topology(
                sameRoles(judged) && !leadsElsewhere(index, judged.get(index)) ? epoch : epoch + 1,
                judged,
                winner,
                shared,
                highest,
                winner == NONE ? lastPrimary : winner);
    }

    private static @Nullable String clusterOf(List<Node> nodes) {
        for (Node node : nodes) {
            HostReport report = node.report();
            if (report != null && report.cluster() != null) {
                return report.cluster();
            }
        }
        return null;
    }

    /** A host with other data must get neither reads nor writes. */
    private static void fenceStrangers(List<Node> nodes, @Nullable String shared) {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (isStranger(node, shared) && node.report() != null) {
                nodes.set(
                        i,
                        node.fenced(
                                "belongs to another cluster, " + node.report().cluster() + " and not " + shared));
            }
        }
    }

    /**
     * Which of the hosts that claim to be the primary is it: the one on the highest timeline, and among equals the one that it was before. The others are fenced, also one
     * that is alone but on a lower timeline than was seen: it has not heard that it was replaced. A primary that is silent stays the one until another claims to be it.
     */
    private int settle(List<Node> nodes) {
        long highest = timeline;
        for (Node node : nodes) {
            HostReport report = node.report();
            if (node.claims() && node.fenced() == null && report != null) {
                highest = Math.max(highest, report.timeline());
            }
        }
        int winner = NONE;
        for (int i = 0; i < nodes.size(); i++) {
            if (isPrimary(nodes.get(i), highest) && (winner == NONE || preferred(nodes, i, winner))) {
                winner = i;
            }
        }
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            HostReport report = node.report();
            if (i != winner && node.role() == HostRole.PRIMARY && report != null) {
                nodes.set(i, deposed(node, report, winner == NONE ? null : nodes.get(winner), highest));
            }
        }
        return winner;
    }

    private static boolean isPrimary(Node node, long highest) {
        HostReport report = node.report();
        return node.role() == HostRole.PRIMARY
                && node.fenced() == null
                && report != null
                && report.timeline() == highest;
    }

    /** One that answers before one that is silent, then the one that is the primary already. */
    private boolean preferred(List<Node> nodes, int candidate, int winner) {
        boolean answers = nodes.get(candidate).claims();
        return answers == nodes.get(winner).claims() ? candidate == lastPrimary : answers;
    }

    private static Node deposed(Node node, HostReport report, @Nullable Node winner, long highest) {
        if (!node.claims()) {
            return node.deposed();
        }
        String where = report.timeline() == highest ? "" : " on timeline " + report.timeline() + " of " + highest;
        return node.fenced("claims to be the primary" + where + (winner == null ? "" : ", which is " + winner.host()));
    }

    /** Whether connections that were opened to a host lead nowhere any more, now that this is the picture: it was the primary and is not, or its address leads to another server. */
    public boolean leadsElsewhere(int index, Topology now) {
        return leadsElsewhere(index, now.nodes.get(index));
    }

    /**
     * One that becomes the primary keeps its sessions, and they take writes from then on. But one that was the primary last, lost its role, and is it again on another timeline
     * was hardly promoted: its address was moved, and what was opened meanwhile leads to the old server.
     */
    private boolean leadsElsewhere(int index, Node now) {
        Node before = nodes.get(index);
        if (before.report() == null) {
            return false;
        }
        if (before.role() == HostRole.PRIMARY) {
            return now.role() != HostRole.PRIMARY || isOnAnotherTimeline(before, now);
        }
        return index == lastPrimary && now.role() == HostRole.PRIMARY && isOnAnotherTimeline(before, now);
    }

    private static boolean isOnAnotherTimeline(Node before, Node now) {
        return before.report() != null
                && now.report() != null
                && before.report().timeline() != now.report().timeline();
    }

    /** Whether a host has another role or state, and not only newer figures. */
    boolean differsInHosts(Topology other) {
        boolean differs = false;
        for (int i = 0; i < nodes.size(); i++) {
            differs |= nodes.get(i).state() != other.nodes.get(i).state();
        }
        return differs || !sameRoles(other.nodes);
    }

    private boolean sameRoles(List<Node> others) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).role() != others.get(i).role()) {
                return false;
            }
        }
        return true;
    }

    /** Whether every host answered when it was last asked, and may be used. */
    public boolean allAvailable() {
        for (Node node : nodes) {
            if (node.state() != HostState.AVAILABLE) {
                return false;
            }
        }
        return true;
    }

    /** Whether there ever was a primary. */
    public boolean hadPrimary() {
        return lastPrimary != NONE;
    }

    /** Whether writes can go somewhere: the primary is known and answered when it was last asked. */
    public boolean hasPrimary() {
        return primary != NONE && nodes.get(primary).state() == HostState.AVAILABLE;
    }

    /** Whether there was a primary, and it is down or is not one any more. */
    public boolean isWithoutPrimary() {
        return hadPrimary() && (primary == NONE || nodes.get(primary).state() == HostState.DOWN);
    }

    /** Whether a host has other data than the others. */
    public boolean hasStrangers() {
        return nodes.stream().anyMatch(node -> isStranger(node, cluster));
    }

    private static boolean isStranger(Node node, @Nullable String shared) {
        HostReport report = node.report();
        return report != null && report.cluster() != null && !report.cluster().equals(shared);
    }

    /** Every host with its role and state, for messages. */
    public String described() {
        return nodes.stream().map(Node::described).collect(Collectors.joining(", "));
    }
}
