package dev.hawser.testkit;

import dev.hawser.HostSpec;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A real primary with standbys that follow it, on this machine, with everything that an administrator, a machine and a network can do to them. A {@link TcpProxy} that
 * sees messages stands in front of each. Nothing fails over by itself: a test says who is promoted and when. By default a commit is acknowledged when one standby has it,
 * so that {@link #promote()} loses none.
 *
 * <p>Servers and their data are gone when it is closed, or when the process ends. What asks may be called by any thread; what changes roles, by one at a time.
 *
 * @param <S> its servers
 */
public abstract sealed class Cluster<S extends TestServer> implements AutoCloseable
        permits PostgresCluster, MariadbCluster {

    private final boolean synchronous;
    private final List<ClusterNode<S>> nodes;
    private final TcpProxy virtualAddress;
    private final Set<ClusterNode<S>> following = ConcurrentHashMap.newKeySet();
    private volatile ClusterNode<S> primary;

    /** {@code servers}: the primary first. All of them run, and belong to the cluster from now on, also if this fails. */
    Cluster(ClusterBuilder<?> builder, WireProtocol protocol, List<S> servers) throws IOException {
        List<ClusterNode<S>> all = new ArrayList<>();
        for (S server : servers) {
            TcpProxy proxy = builder.proxies() ? TcpProxy.to(server.host(), protocol) : null;
            all.add(new ClusterNode<>("node" + (all.size() + 1), server, proxy));
        }
        this.synchronous = builder.synchronous();
        this.nodes = List.copyOf(all);
        this.primary = nodes.get(0);
        this.following.addAll(nodes.subList(1, nodes.size()));
        this.virtualAddress = TcpProxy.to(primary.host(), protocol);
    }

    /** {@code name}: what it is called when it follows another. */
    abstract void follow(S standby, S primary, String name) throws IOException, SQLException;

    /** Has it receive nothing any more. */
    abstract void detach(S standby) throws IOException, SQLException;

    /** Whether {@code one} has received more than {@code other}. */
    abstract boolean hasReceivedMore(S one, S other) throws SQLException;

    /** Returns when it takes writes. */
    abstract void promote(S standby) throws IOException, SQLException;

    /** Returns when {@code standby} receives what {@code primary} commits. */
    abstract void awaitFollowing(S standby, S primary, String name) throws IOException, SQLException;

    abstract void awaitReplay(S standby, S primary) throws IOException, SQLException;

    /** Has it begin again as a standby of {@code primary}, at the same place. */
    abstract void beginAgain(S node, S primary, String name) throws IOException, SQLException;

    /** Whether its commits wait until one standby has them. */
    abstract void waitForStandby(S server, boolean wait) throws IOException, SQLException;

    /** The same for its next start. */
    abstract void commitAloneAfterStart(S server) throws IOException;

    abstract void applyDelay(S standby, Duration later) throws IOException, SQLException;

    /** All of them, whatever they are now, always in the same order. */
    public final List<ClusterNode<S>> nodes() {
        return nodes;
    }

    /** The one that was promoted last. It may be dead. */
    public final ClusterNode<S> primary() {
        return primary;
    }

    /** Those that follow {@link #primary()} and answer. */
    public final List<ClusterNode<S>> standbys() {
        return nodes.stream()
                .filter(node -> following.contains(node) && node.isResponsive())
                .toList();
    }

    /** Stops the primary as its administrator would: standbys receive everything, and clients are told. */
    public final void stopPrimary() throws IOException {
        primary.stop();
    }

    /** Kills the primary with {@code kill -9}. */
    public final void killPrimary() throws IOException {
        primary.kill();
    }

    /**
     * Makes the standby a primary that has received most, and lets the others follow it. Nobody follows the old primary any more, which may go on to run: what it
     * commits from now on is acknowledged only if its commits wait for nobody. If no other standby is left, commits wait for nobody. A standby that is paused
     * meanwhile stays behind: {@link #rejoin}. Returns when the others receive from the new primary.
     *
     * @return the new primary
     */
    public final ClusterNode<S> promote() throws IOException, SQLException {
        List<ClusterNode<S>> candidates = standbys();
        if (candidates.isEmpty()) {
            throw new IllegalStateException("no standby of " + primary + " answers");
        }
        if (primary.server().isRunning()) {
            for (ClusterNode<S> candidate : candidates) {
                detach(candidate.server());
            }
        }
        ClusterNode<S> chosen = mostAdvanced(candidates);
        waitForStandby(chosen.server(), synchronous && candidates.size() > 1);
        promote(chosen.server());
        primary = chosen;
        following.clear();
        for (ClusterNode<S> other : candidates) {
            if (other != chosen) {
                follow(other.server(), chosen.server(), other.name());
                following.add(other);
            }
        }
        for (ClusterNode<S> other : standbys()) {
            awaitFollowing(other.server(), chosen.server(), other.name());
        }
        return chosen;
    }

    /** One that has received less could not be followed by one that has received more: their histories would differ. */
    private ClusterNode<S> mostAdvanced(List<ClusterNode<S>> candidates) throws SQLException {
        ClusterNode<S> best = candidates.get(0);
        for (ClusterNode<S> candidate : candidates.subList(1, candidates.size())) {
            if (hasReceivedMore(candidate.server(), best.server())) {
                best = candidate;
            }
        }
        return best;
    }

    /** Makes a node, whatever it is and does, a standby of the present primary: it begins again with a copy. Its address stays. */
    public final void rejoin(ClusterNode<?> node) throws IOException, SQLException {
        ClusterNode<S> own = own(node);
        if (own == primary) {
            throw new IllegalArgumentException(node + " is the primary");
        }
        own.kill();
        beginAgain(own.server(), primary.server(), own.name());
        awaitFollowing(own.server(), primary.server(), own.name());
        following.add(own);
        waitForStandby(primary.server(), synchronous);
    }

    /**
     * Starts a former primary again as it was. It takes writes, and acknowledges them although nobody follows it: two primaries.
     *
     * @return the second one
     */
    public final ClusterNode<S> splitBrain(ClusterNode<?> former) throws IOException {
        ClusterNode<S> own = own(former);
        if (own == primary || following.contains(own)) {
            throw new IllegalArgumentException(former + " is no former primary");
        }
        own.kill();
        commitAloneAfterStart(own.server());
        own.start();
        return own;
    }

    private ClusterNode<S> own(ClusterNode<?> node) {
        return nodes.stream()
                .filter(one -> one == node)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(node + " is of another cluster"));
    }

    /** Lets the standbys apply what they receive so much later. */
    public final void applyDelay(Duration later) throws IOException, SQLException {
        for (ClusterNode<S> standby : standbys()) {
            applyDelay(standby.server(), later);
        }
    }

    /** Returns when all standbys that answer have applied what was committed before the call. */
    public final void awaitReplay() throws IOException, SQLException {
        for (ClusterNode<S> standby : standbys()) {
            awaitReplay(standby.server(), primary.server());
        }
    }

    /** Creates an empty database with a name of its own. Returns when all standbys have it. */
    public final String createDatabase() throws IOException, SQLException {
        String name = primary.server().createDatabase();
        awaitReplay();
        return name;
    }

    /**
     * An address that leads to the primary, through the primary's proxy, and goes on to lead there when another one is promoted, until it is told to move: {@link
     * #moveVirtualAddress()}, or {@link TcpProxy#target(HostSpec)}.
     */
    public final TcpProxy virtualAddress() {
        return virtualAddress;
    }

    /** Leads new connections of the virtual address to the present primary. Those that exist stay where they are. */
    public final void moveVirtualAddress() {
        virtualAddress.target(primary.host());
    }

    /** Where clients find the nodes, in the order of {@link #nodes()}. */
    public final List<HostSpec> hosts() {
        return nodes.stream().map(ClusterNode::host).toList();
    }

    /** Of {@link #user()}, on each node. */
    public final String password() {
        return nodes.get(0).server().password();
    }

    /** The user of {@link #url}. */
    public final String user() {
        return nodes.get(0).server().user();
    }

    /** The URL for Hawser, with user and password and all hosts: through the proxies, if there are any. */
    public final String url(String database) {
        return url(database, ClusterNode::host);
    }

    /** As {@link #url(String)}, around the proxies. */
    public final String directUrl(String database) {
        return url(database, node -> node.server().host());
    }

    /** The URL for the driver, without user and password and with all hosts: through the proxies, if there are any. */
    public final String jdbcUrl(String database) {
        return "jdbc:" + scheme() + "://" + list(ClusterNode::host) + "/" + TestServer.encoded(database);
    }

    private String scheme() {
        return nodes.get(0).server().scheme();
    }

    private String url(String database, Function<ClusterNode<S>, HostSpec> host) {
        return scheme() + "://" + user() + ":" + TestServer.encoded(password()) + "@" + list(host) + "/"
                + TestServer.encoded(database);
    }

    private String list(Function<ClusterNode<S>, HostSpec> host) {
        return nodes.stream().map(node -> host.apply(node).toString()).collect(Collectors.joining(","));
    }

    /** Kills every server and deletes its data. */
    @Override
    public final void close() throws IOException {
        virtualAddress.close();
        IOException failure = null;
        for (ClusterNode<S> node : nodes) {
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
