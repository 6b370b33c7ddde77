package dev.hawser.testkit;

import dev.hawser.HostSpec;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A real PostgreSQL primary with standbys that stream from it, on this machine, with everything that an administrator, a machine and a network can do to them. A
 * {@link TcpProxy} that sees messages stands in front of each. Nothing fails over by itself: a test says who is promoted and when. By default a commit is
 * acknowledged when one standby has it, so that {@link #promote()} loses none.
 *
 * <p>Servers and their data are gone when it is closed, or when the process ends. What asks may be called by any thread; what changes roles, by one at a time.
 */
public final class PostgresCluster implements AutoCloseable {

    private static final String SYNCHRONOUS_STANDBYS = "synchronous_standby_names";

    // Standbys look for a new primary soon, and find what they have not yet received of the old one's log.
    private static final List<String> SETTINGS =
            List.of("wal_retrieve_retry_interval = 100ms", "wal_keep_size = 256MB");

    private final String synchronousStandbys;
    private final List<ClusterNode> nodes;
    private final TcpProxy virtualAddress;
    private final Set<ClusterNode> following = ConcurrentHashMap.newKeySet();
    private volatile ClusterNode primary;

    private PostgresCluster(String synchronousStandbys, List<ClusterNode> nodes) throws IOException {
        this.synchronousStandbys = synchronousStandbys;
        this.nodes = List.copyOf(nodes);
        this.primary = nodes.get(0);
        this.following.addAll(nodes.subList(1, nodes.size()));
        this.virtualAddress = TcpProxy.to(primary.host(), PostgresMessages.PROTOCOL);
    }

    /** A primary with two standbys. */
    public static PostgresCluster started() throws IOException, SQLException {
        return builder().start();
    }

    /** For another one. */
    public static Builder builder() {
        return new Builder();
    }

    /** What a cluster shall be like. For one thread at a time. */
    public static final class Builder {

        private int standbys = 2;
        private String synchronousStandbys = "ANY 1 (*)";
        private boolean proxies = true;
        private List<String> settings = List.of();

        private Builder() {}

        /** How many standbys; 2 unless told. */
        public Builder standbys(int number) {
            this.standbys = number;
            return this;
        }

        /**
         * Whom a commit waits for, in the words of {@code synchronous_standby_names}; {@code ANY 1 (*)} unless told. Empty is nobody: a promotion may then lose
         * what was acknowledged.
         */
        public Builder synchronousStandbys(String names) {
            this.synchronousStandbys = names;
            return this;
        }

        /** Lets clients reach the servers directly. */
        public Builder withoutProxies() {
            this.proxies = false;
            return this;
        }

        /** Lines of {@code postgresql.conf} for all of them, such as {@code max_connections = 300}. */
        public Builder settings(String... lines) {
            this.settings = List.of(lines);
            return this;
        }

        /** Starts it. Returns when all standbys stream. */
        public PostgresCluster start() throws IOException, SQLException {
            List<String> all = new ArrayList<>(SETTINGS);
            all.add(SYNCHRONOUS_STANDBYS + " = '" + (standbys == 0 ? "" : synchronousStandbys) + "'");
            all.addAll(settings);
            List<ClusterNode> nodes = new ArrayList<>();
            try {
                PostgresServer first = PostgresServer.started("node1", PostgresData.create(all));
                nodes.add(node("node1", first));
                for (int i = 2; i <= standbys + 1; i++) {
                    nodes.add(node("node" + i, first.standby("node" + i)));
                }
                return new PostgresCluster(synchronousStandbys, nodes);
            } catch (IOException | SQLException | RuntimeException failed) {
                for (ClusterNode node : nodes) {
                    node.close();
                }
                throw failed;
            }
        }

        private ClusterNode node(String name, PostgresServer server) throws IOException {
            return new ClusterNode(
                    name, server, proxies ? TcpProxy.to(server.host(), PostgresMessages.PROTOCOL) : null);
        }
    }

    /** All of them, whatever they are now, always in the same order. */
    public List<ClusterNode> nodes() {
        return nodes;
    }

    /** The one that was promoted last. It may be dead. */
    public ClusterNode primary() {
        return primary;
    }

    /** Those that follow {@link #primary()} and answer. */
    public List<ClusterNode> standbys() {
        return nodes.stream()
                .filter(node -> following.contains(node) && node.isResponsive())
                .toList();
    }

    /** Stops the primary as its administrator would: standbys receive everything, and clients are told. */
    public void stopPrimary() throws IOException {
        primary.stop();
    }

    /** Kills the primary with {@code kill -9}. */
    public void killPrimary() throws IOException {
        primary.kill();
    }

    /**
     * Makes the standby a primary that has received most, and lets the others follow it. Nobody follows the old primary any more, which may go on to run: what it
     * commits from now on is acknowledged only if its commits wait for nobody. If no other standby is left, commits wait for nobody. A standby that is paused
     * meanwhile stays behind: {@link #rejoin(ClusterNode)}. Returns when the others receive from the new primary.
     *
     * @return the new primary
     */
    public ClusterNode promote() throws IOException, SQLException {
        List<ClusterNode> candidates = standbys();
        if (candidates.isEmpty()) {
            throw new IllegalStateException("no standby of " + primary + " answers");
        }
        if (primary.server().isRunning()) {
            for (ClusterNode candidate : candidates) {
                PostgresReplication.detach(candidate.server());
            }
        }
        ClusterNode chosen = mostAdvanced(candidates);
        if (candidates.size() == 1) {
            chosen.server().configure(SYNCHRONOUS_STANDBYS, "");
        }
        chosen.server().promote();
        primary = chosen;
        following.clear();
        for (ClusterNode other : candidates) {
            if (other != chosen) {
                PostgresReplication.follow(other.server(), chosen.server(), other.name());
                following.add(other);
            }
        }
        for (ClusterNode other : standbys()) {
            PostgresReplication.awaitStreaming(chosen.server(), other.name());
        }
        return chosen;
    }

    /** One that has received less could not be followed by one that has received more: their histories would differ. */
    private static ClusterNode mostAdvanced(List<ClusterNode> candidates) throws SQLException {
        ClusterNode best = candidates.get(0);
        long bestReceived = PostgresReplication.received(best.server());
        for (ClusterNode candidate : candidates.subList(1, candidates.size())) {
            long received = PostgresReplication.received(candidate.server());
            if (received > bestReceived) {
                best = candidate;
                bestReceived = received;
            }
        }
        return best;
    }

    /** Makes a node, whatever it is and does, a standby of the present primary: it begins again with a copy. Its address stays. */
    public void rejoin(ClusterNode node) throws IOException, SQLException {
        if (node.equals(primary)) {
            throw new IllegalArgumentException(node + " is the primary");
        }
        node.kill();
        node.server().rejoin(primary.server());
        PostgresReplication.awaitStreaming(primary.server(), node.name());
        following.add(node);
        for (ClusterNode each : List.of(primary, node)) {
            each.server().configure(SYNCHRONOUS_STANDBYS, synchronousStandbys);
        }
    }

    /**
     * Starts a former primary again as it was. It takes writes, and acknowledges them although nobody follows it: two primaries.
     *
     * @return the second one
     */
    public ClusterNode splitBrain(ClusterNode former) throws IOException {
        if (former.equals(primary) || following.contains(former)) {
            throw new IllegalArgumentException(former + " is no former primary");
        }
        former.kill();
        former.server().configureStopped(SYNCHRONOUS_STANDBYS, "");
        former.start();
        return former;
    }

    /** Lets the standbys apply what they receive so much later. */
    public void applyDelay(Duration later) throws IOException, SQLException {
        for (ClusterNode standby : standbys()) {
            standby.server().configure("recovery_min_apply_delay", later.toMillis() + "ms");
        }
    }

    /** Returns when all standbys that answer have applied what was committed before the call. */
    public void awaitReplay() throws IOException, SQLException {
        for (ClusterNode standby : standbys()) {
            PostgresReplication.awaitReplay(standby.server(), primary.server());
        }
    }

    /** Creates an empty database with a name of its own. Returns when all standbys have it. */
    public String createDatabase() throws IOException, SQLException {
        String name = primary.server().createDatabase();
        awaitReplay();
        return name;
    }

    /**
     * An address that leads to the primary, through the primary's proxy, and goes on to lead there when another one is promoted, until it is told to move: {@link
     * #moveVirtualAddress()}, or {@link TcpProxy#target(HostSpec)}.
     */
    public TcpProxy virtualAddress() {
        return virtualAddress;
    }

    /** Leads new connections of the virtual address to the present primary. Those that exist stay where they are. */
    public void moveVirtualAddress() {
        virtualAddress.target(primary.host());
    }

    /** Where clients find the nodes, in the order of {@link #nodes()}. */
    public List<HostSpec> hosts() {
        return nodes.stream().map(ClusterNode::host).toList();
    }

    /** The password of {@link PostgresServer#USER}, on each node. */
    public String password() {
        return nodes.get(0).server().password();
    }

    /** The URL for Hawser, with user and password and all hosts: through the proxies, if there are any. */
    public String url(String database) {
        return url(database, ClusterNode::host);
    }

    /** As {@link #url(String)}, around the proxies. */
    public String directUrl(String database) {
        return url(database, node -> node.server().host());
    }

    /** The URL for the driver, without user and password and with all hosts: through the proxies, if there are any. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + list(ClusterNode::host) + "/" + encoded(database);
    }

    private String url(String database, Function<ClusterNode, HostSpec> host) {
        return "postgresql://" + PostgresServer.USER + ":" + encoded(password()) + "@" + list(host) + "/"
                + encoded(database);
    }

    private String list(Function<ClusterNode, HostSpec> host) {
        return nodes.stream().map(node -> host.apply(node).toString()).collect(Collectors.joining(","));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Kills every server and deletes its data. */
    @Override
    public void close() throws IOException {
        virtualAddress.close();
        IOException failure = null;
        for (ClusterNode node : nodes) {
            try {
                node.close();
            } catch (IOException remains) {
                failure = remains;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public String toString() {
        return "primary " + primary.name() + ", standbys "
                + standbys().stream().map(ClusterNode::name).toList();
    }
}
