package dev.hawser.testkit;

import dev.hawser.spi.Ticker;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What a {@link FaultScript} does to a {@link Cluster}, with what an operator does then: afterwards the cluster is whole again, perhaps under another primary. */
public enum Fault {

    /** The primary is stopped as planned, a standby promoted, the old primary made a standby. */
    STOP_PRIMARY((cluster, lasting, random) -> {
        ClusterNode<?> old = cluster.primary();
        cluster.stopPrimary();
        replace(cluster, old, lasting);
    }),

    /** The primary is killed, a standby promoted, the old primary made a standby. */
    KILL_PRIMARY((cluster, lasting, random) -> {
        ClusterNode<?> old = cluster.primary();
        cluster.killPrimary();
        replace(cluster, old, lasting);
    }),

    /** The primary freezes and a standby is promoted; later the old primary goes on, and is then made a standby. */
    FREEZE_PRIMARY((cluster, lasting, random) -> {
        ClusterNode<?> old = cluster.primary();
        old.pause();
        promote(cluster);
        rest(lasting);
        old.resume();
        cluster.rejoin(old);
    }),

    /** Nothing passes between clients and the primary, which accepts new ones and does not answer; a standby is promoted. */
    HANG_PRIMARY((cluster, lasting, random) -> {
        ClusterNode<?> old = cluster.primary();
        old.proxy().silence(Arrivals.UNANSWERED);
        replace(cluster, old, lasting);
        old.proxy().restore();
    }),

    /** Nothing passes between clients and the primary, and what knocks is dropped; a standby is promoted. */
    LOSE_PRIMARY((cluster, lasting, random) -> {
        ClusterNode<?> old = cluster.primary();
        old.proxy().silence(Arrivals.DROPPED);
        replace(cluster, old, lasting);
        old.proxy().restore();
    }),

    /** The primary is made read-only while its connections live on, a standby promoted, the old primary made a standby. */
    FENCE_PRIMARY((cluster, lasting, random) -> {
        ClusterNode<?> old = cluster.primary();
        old.fence();
        replace(cluster, old, lasting);
    }),

    /** The primary is killed, a standby promoted, and then the old primary started again as a second one, until it is made a standby. */
    SPLIT_BRAIN((cluster, lasting, random) -> {
        ClusterNode<?> old = cluster.primary();
        cluster.killPrimary();
        promote(cluster);
        cluster.splitBrain(old);
        rest(lasting);
        cluster.rejoin(old);
    }),

    /** A standby is killed and started again. */
    KILL_STANDBY((cluster, lasting, random) -> {
        ClusterNode<?> standby = any(cluster.standbys(), random);
        standby.kill();
        rest(lasting);
        standby.start();
    }),

    /** A standby freezes and goes on. */
    FREEZE_STANDBY((cluster, lasting, random) -> {
        ClusterNode<?> standby = any(cluster.standbys(), random);
        standby.pause();
        rest(lasting);
        standby.resume();
    }),

    /** Standbys apply late what they receive. */
    DELAY_STANDBYS((cluster, lasting, random) -> {
        cluster.applyDelay(lasting);
        rest(lasting);
        cluster.applyDelay(Duration.ZERO);
    }),

    /** Every connection of clients is cut. */
    CUT_CONNECTIONS((cluster, lasting, random) -> {
        cluster.nodes().forEach(node -> node.proxy().cut());
        rest(lasting);
    }),

    /** Every connection of clients falls silent; new ones work. */
    SILENCE_CONNECTIONS((cluster, lasting, random) -> {
        cluster.nodes().forEach(node -> node.proxy().silence());
        rest(lasting);
        restoreAll(cluster);
    }),

    /** The network between clients and all nodes is slow. */
    SLOW_NETWORK((cluster, lasting, random) -> {
        Duration delay = Duration.ofMillis(1 + random.nextInt(20));
        cluster.nodes().forEach(node -> node.proxy().delay(delay));
        rest(lasting);
        restoreAll(cluster);
    }),

    /** Some connections to the primary are cut before their COMMIT arrives. */
    CUT_BEFORE_COMMIT((cluster, lasting, random) -> {
        cluster.primary().proxy().at(MessageFault.cutBeforeCommit().every(1 + random.nextInt(5)));
        rest(lasting);
        restoreAll(cluster);
    }),

    /** Some connections to the primary are cut after it has committed and before its answer arrives. */
    CUT_AFTER_COMMIT((cluster, lasting, random) -> {
        cluster.primary().proxy().at(MessageFault.cutAfterCommit().every(1 + random.nextInt(5)));
        rest(lasting);
        restoreAll(cluster);
    });

    private final Deed deed;

    Fault(Deed deed) {
        this.deed = deed;
    }

    @FunctionalInterface
    private interface Deed {
        void on(Cluster<?> cluster, Duration lasting, Random random)
                throws IOException, SQLException, InterruptedException;
    }

    /**
     * Does it, and undoes it after {@code lasting}. Whatever is left to chance follows from {@code random}. Returns when the cluster is whole and its standbys have caught up.
     */
    public void strike(Cluster<?> cluster, Duration lasting, Random random)
            throws IOException, SQLException, InterruptedException {
        deed.on(cluster, lasting, random);
        cluster.awaitReplay();
    }

    private static void replace(Cluster<?> cluster, ClusterNode<?> old, Duration lasting)
            throws IOException, SQLException, InterruptedException {
        promote(cluster);
        rest(lasting);
        cluster.rejoin(old);
    }

    private static void promote(Cluster<?> cluster) throws IOException, SQLException {
        cluster.promote();
        cluster.moveVirtualAddress();
    }

    private static void restoreAll(Cluster<?> cluster) throws IOException {
        for (ClusterNode<?> node : cluster.nodes()) {
            node.proxy().restore();
        }
    }

    private static <N> N any(List<N> nodes, Random random) {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private static void rest(Duration time) throws InterruptedException {
        Ticker.SYSTEM.sleep(time);
    }
}
