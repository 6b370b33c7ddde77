package dev.hawser.internal;

import dev.hawser.Consistency;
import dev.hawser.Deadline;
import dev.hawser.HostRole;
import dev.hawser.HostState;
import dev.hawser.Position;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.pool.ConnectionPool;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.topology.Access;
import dev.hawser.internal.topology.History;
import dev.hawser.internal.topology.HostMonitor;
import dev.hawser.internal.topology.HostSelector;
import dev.hawser.internal.topology.Node;
import dev.hawser.internal.topology.Topology;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.PositionTracker.Relation;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides from which host's pool a unit of work takes its connection: writes from the primary's, reads from that of a host that is as fresh as they ask. While no host
 * suits, callers wait for the picture of the hosts to change, not for connections to one that is dead. Thread-safe.
 */
final class Router {

    /** How often somebody who waits looks whether a replica has come as far as is needed: that is no news of the hosts. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final DatabaseConfig config;
    private final List<ConnectionPool> pools;
    private final HostMonitor monitor;
    private final History history;
    private final HostSelector selector;
    private final boolean replicasAreCurrent;
    private final Ticker ticker;

    Router(
            DatabaseConfig config,
            List<ConnectionPool> pools,
            HostMonitor monitor,
            History history,
            boolean replicasAreCurrent,
            Ticker ticker) {
        this.config = config;
        this.pools = pools;
        this.monitor = monitor;
        this.history = history;
        this.selector = new HostSelector(
                config.reads().hosts(),
                config.reads().routing(),
                host -> pools.get(host).stats().active());
        this.replicasAreCurrent = replicasAreCurrent;
        this.ticker = ticker;
    }

    /** Whether there is a choice. */
    boolean routes() {
        return pools.size() > 1;
    }

    /** The host to ask first, whose pool may have a connection at once; {@link Topology#NONE} if that takes a closer look. Does not block, and allocates nothing. */
    int first(Access access) {
        Topology topology = monitor.topology();
        if (!routes()) {
            return theOnlyOne(topology, access, 0);
        }
        if (!(access instanceof Access.Read read)) {
            return primary(topology, 0);
        }
        if (replicasAreCurrent) {
            return Topology.NONE;
        }
        if (read.consistency() instanceof Consistency.Eventual) {
            return selector.anyHost(topology, 0);
        }
        return read.consistency() instanceof Consistency.Strong ? primary(topology, 0) : Topology.NONE;
    }

    /**
     * Takes a connection to a host that suits. One that cannot be reached is left for another at once. With several hosts this waits for one until {@code deadline}; with
     * one, its failure is the caller's to try again. {@code first} was chosen already, if it is a host.
     */
    Lease acquire(Access access, int first, Deadline deadline) {
        int chosen = first != Topology.NONE && suits(first, access) ? first : Topology.NONE;
        DatabaseException last = null;
        long tried = 0;
        HostMonitor.@Nullable Hurry hurry = null;
        try {
            while (true) {
                int host = chosen != Topology.NONE ? chosen : choose(monitor.topology(), access, tried, deadline);
                chosen = Topology.NONE;
                if (host == Topology.NONE) {
                    if (hurry == null) {
                        hurry = monitor.hurry(); // and a look at what was learnt meanwhile
                    } else {
                        awaitNews(hurry, access, deadline, last);
                    }
                    tried &= ~HostSelector.available(monitor.topology()); // it has answered since
                    continue;
                }
                DatabaseException diversion = pools.get(host).diversion();
                if (isDown(host)) {
                    tried |= HostSelector.bit(host); // in this moment, until it answers
                    continue;
                }
                try {
                    Lease lease = pools.get(host).acquire(deadline, diversion);
                    if (suits(host, access)) {
                        return lease;
                    }
                    lease.release(); // it lost its role while this waited
                } catch (DatabaseException error) {
                    boolean moved = error.category() == ErrorCategory.WRONG_ROLE; // whoever waited there is sent away
                    if (!moved) {
                        refuseUnlessElsewhere(host, error);
                        last = error;
                        tried |= HostSelector.bit(host);
                    }
                }
            }
        } finally {
            if (hurry != null) {
                hurry.close();
            }
        }
    }

    /** The only one may be dialled whatever is known of it. */
    private boolean isDown(int host) {
        return routes() && monitor.topology().nodes().get(host).state() == HostState.DOWN;
    }

    private void awaitNews(
            HostMonitor.Hurry hurry, Access access, Deadline deadline, @Nullable DatabaseException last) {
        boolean replicaMayArrive = access instanceof Access.Read read
                && (read.consistency() instanceof Consistency.After
                        || read.consistency() instanceof Consistency.Bounded);
        Deadline bound = replicaMayArrive ? deadline.earlier(Deadline.at(ticker.nanoTime(), LOOK_AGAIN)) : deadline;
        boolean lookAgain = hurry.awaitNews(bound)
                || bound != deadline
                        && deadline.remainingNanos(ticker.nanoTime()) > 0
                        && !monitor.isClosed()
                        && !Thread.currentThread().isInterrupted();
        if (!lookAgain) {
            throw nobody(access, last);
        }
    }

    /** Whether a host that was chosen still has the role for which it was: its pool may have opened the connection after the host lost it. */
    boolean suits(int host, Access access) {
        Topology topology = monitor.topology();
        if (!routes()) {
            return theOnlyOne(topology, access, 0) == host;
        }
        boolean onPrimary = !(access instanceof Access.Read read)
                || !replicasAreCurrent && read.consistency() instanceof Consistency.Strong;
        return onPrimary
                ? topology.primary() == host
                : topology.nodes().get(host).fenced() == null;
    }

    private void refuseUnlessElsewhere(int host, DatabaseException error) {
        if (!error.category().suspectsHost()) {
            throw error;
        }
        monitor.suspect(pools.get(host).host());
        if (!routes()) {
            throw error;
        }
    }

    /** Waits until the only host, which could not be reached, is there, for {@code delay} at most. Returns whether it is. */
    boolean awaitTheOnlyOne(Duration delay) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(
                    "interrupted before waiting for " + pools.get(0).host());
        }
        Deadline end = Deadline.at(ticker.nanoTime(), delay);
        try (HostMonitor.Hurry hurry = monitor.hurry()) {
            boolean more = true;
            while (more && monitor.topology().nodes().get(0).state() != HostState.AVAILABLE) {
                more = hurry.awaitNews(end);
            }
            return more;
        }
    }

    // -------------------------------------------------------------------------------------------------------------------------------------------- choice

    private int choose(Topology topology, Access access, long tried, Deadline deadline) {
        if (!routes()) {
            return theOnlyOne(topology, access, tried);
        }
        if (access instanceof Access.Read read) {
            return chooseFor(topology, read.consistency(), tried, deadline);
        }
        return primary(topology, tried);
    }

    /**
     * Whatever its role: it says itself what it refuses. But one that was the primary and is not any more gets no writes before it, or its successor, is the primary again;
     * and one that is fenced gets nothing.
     */
    private static int theOnlyOne(Topology topology, Access access, long tried) {
        boolean lostItsRole = topology.hadPrimary() && topology.primary() == Topology.NONE;
        boolean refused = topology.nodes().get(0).fenced() != null || access == Access.WRITE && lostItsRole;
        return tried != 0 || refused ? Topology.NONE : 0;
    }

    /** A primary that gave a bad sign is still better than none: only it can take the write, or say that it cannot. */
    private static int primary(Topology topology, long tried) {
        int primary = topology.primary();
        return primary != Topology.NONE
                        && (tried & HostSelector.bit(primary)) == 0
                        && topology.nodes().get(primary).state() != HostState.DOWN
                ? primary
                : Topology.NONE;
    }

    private int chooseFor(Topology topology, Consistency consistency, long tried, Deadline deadline) {
        if (replicasAreCurrent) {
            int replica = selector.replica(topology, tried, any -> true);
            return replica == Topology.NONE ? primary(topology, tried) : replica;
        }
        if (consistency instanceof Consistency.Eventual) {
            return selector.anyHost(topology, tried);
        }
        if (consistency instanceof Consistency.After after) {
            return after(topology, after.position(), tried, deadline);
        }
        if (consistency instanceof Consistency.Bounded bounded) {
            return bounded(topology, bounded.lag(), tried, deadline);
        }
        return primary(topology, tried);
    }

    // ----------------------------------------------------------------------------------------------------------------------------------------- freshness

    /** A replica that has the position, at once or within {@code read-wait}; else the primary. */
    private int after(Topology topology, Position position, long tried, Deadline deadline) {
        if (!position.database().equals(config.name())) {
            throw refused(position, "it is a position of database " + position.database());
        }
        if (position.token().isEmpty() || !history.hasPositions()) {
            return primary(topology, tried);
        }
        int replica = replicaWith(position, tried, deadline);
        return replica != Topology.NONE ? replica : confirmed(position, tried, deadline);
    }

    /** Asks the replicas that may have come there since they were asked last, until one has, or {@code read-wait} is over. */
    private int replicaWith(Position position, long tried, Deadline deadline) {
        Duration wait = config.reads().patience();
        Deadline end = null;
        while (true) {
            Topology topology = monitor.topology();
            int reached = selector.replica(topology, tried, node -> relation(node, position) == Relation.REACHED);
            if (reached != Topology.NONE) {
                return reached;
            }
            if (end == null) {
                end = Deadline.at(ticker.nanoTime(), wait).earlier(deadline);
            } else if (end.remainingNanos(ticker.nanoTime()) == 0) {
                return Topology.NONE;
            }
            int hopeful = selector.replica(
                    topology,
                    tried,
                    node -> relation(node, position) == Relation.BEHIND && mayArriveWithin(position, node, wait));
            if (hopeful == Topology.NONE || !monitor.refresh(hopeful, end)) {
                return Topology.NONE;
            }
        }
    }

    /** Not worth a question if it is so far behind that what the primary had when it passed the position has not arrived by now, nor will within the time that there is. */
    private boolean mayArriveWithin(Position position, Node node, Duration wait) {
        Duration lag = node.lag();
        Long passedAt = history.passedAt(position.token());
        return lag == null || passedAt == null || passedAt + lag.toNanos() - ticker.nanoTime() <= wait.toNanos();
    }

    /** The primary, if its history contains the position. What is known of it may be old, so before anything is refused it is asked. */
    private int confirmed(Position position, long tried, Deadline deadline) {
        int primary = primary(monitor.topology(), tried);
        if (primary == Topology.NONE) {
            return primary;
        }
        Node node = monitor.topology().nodes().get(primary);
        if (relation(node, position) == Relation.BEHIND && !hasCommitted(position, node)) {
            boolean fresh = monitor.refresh(primary, deadline);
            node = monitor.topology().nodes().get(primary);
            if (fresh
                    && node.role() == HostRole.PRIMARY
                    && node.state() == HostState.AVAILABLE
                    && relation(node, position) == Relation.BEHIND) {
                throw refused(
                        position,
                        "the primary, " + node.host()
                                + ", has not come that far: it was lost with a former primary, or is of another server");
            }
        }
        return primary(monitor.topology(), tried);
    }

    private boolean hasCommitted(Position position, Node primary) {
        HostReport report = primary.report();
        return report != null && history.hasCommitted(position.token(), report);
    }

    private Relation relation(Node node, Position position) {
        HostReport report = node.report();
        if (report == null) {
            return Relation.BEHIND;
        }
        Relation relation;
        try {
            relation = history.relation(position.token(), report);
        } catch (IllegalArgumentException malformed) {
            throw refused(position, String.valueOf(malformed.getMessage()));
        }
        if (relation == Relation.FOREIGN) {
            throw refused(position, "it is a position of another server's data");
        }
        return relation;
    }

    /** A replica that has everything that was committed before the bound; else the primary. */
    private int bounded(Topology topology, Duration lag, long tried, Deadline deadline) {
        long since = ticker.nanoTime() - lag.toNanos();
        String token = history.coveringAt(since);
        int primary = topology.primary();
        if (token == null && history.hasPositions() && primary != Topology.NONE) {
            if (!monitor.refresh(primary, deadline)) {
                return primary(topology, tried);
            }
            token = history.coveringAt(since);
        }
        if (token == null) {
            return primary(topology, tried);
        }
        int replica = replicaWith(new Position(config.name(), token), tried, deadline);
        return replica != Topology.NONE ? replica : primary(monitor.topology(), tried);
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------- refusals

    private DatabaseException refused(Position position, String why) {
        return new DatabaseException(
                ErrorCategory.REFUSED,
                config.name() + ": no host can serve a read after " + position + ", because " + why,
                config.name(),
                null,
                null,
                0,
                "Use positions only for the database that gave them, and read without one after a fail-over that lost data",
                null);
    }

    private DatabaseException nobody(Access access, @Nullable DatabaseException last) {
        String what = access == Access.WRITE ? "takes writes" : "can serve this read";
        Topology topology = monitor.topology();
        DatabaseException cause = last != null ? last : firstFailure(topology);
        return new DatabaseException(
                ErrorCategory.CONNECTION_REFUSED,
                config.name() + ": none of " + config.printableUrl() + " " + what + ": " + topology.described()
                        + (cause == null ? "" : "; " + cause.description()),
                config.name(),
                null,
                cause == null ? null : cause.sqlState(),
                cause == null ? 0 : cause.vendorCode(),
                "Check which host is the primary, and whether one is being promoted",
                cause == null ? null : cause.getCause());
    }

    private static @Nullable DatabaseException firstFailure(Topology topology) {
        for (Node node : topology.nodes()) {
            if (node.failure() != null) {
                return node.failure();
            }
        }
        return null;
    }
}
