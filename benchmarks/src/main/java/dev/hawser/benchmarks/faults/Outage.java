package dev.hawser.benchmarks.faults;

import dev.hawser.testkit.Arrivals;
import dev.hawser.testkit.ClusterNode;
import dev.hawser.testkit.PostgresCluster;
import dev.hawser.testkit.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;

/** How a primary fails, before a standby takes its place. */
enum Outage {
    STOP("the primary is stopped as its administrator would, the better standby promoted") {
        @Override
        void strike(PostgresCluster cluster) throws IOException {
            cluster.stopPrimary();
        }
    },
    KILL("the primary is killed (-9), the better standby promoted") {
        @Override
        void strike(PostgresCluster cluster) throws IOException {
            cluster.killPrimary();
        }
    },
    SILENT("the primary hangs: it accepts connections and never answers; a standby is promoted") {
        @Override
        void strike(PostgresCluster cluster) throws IOException {
            cluster.primary().pause();
        }
    },
    DROP("the primary's machine is gone: nothing is answered, new connections are dropped; a standby is promoted") {
        @Override
        void strike(PostgresCluster cluster) throws IOException {
            cluster.primary().proxy().silence(Arrivals.DROPPED);
            cluster.virtualAddress().silence(Arrivals.DROPPED);
        }
    },
    RETURNS("the primary is killed, comes back as a standby on its address, and the virtual address moves 3 s later") {
        @Override
        void strike(PostgresCluster cluster) throws IOException {
            cluster.killPrimary();
        }

        @Override
        boolean addressMovesAtOnce() {
            return false;
        }

        @Override
        void afterPromotion(PostgresCluster cluster, ClusterNode<PostgresServer> former) throws Exception {
            cluster.rejoin(former);
            Thread.sleep(ADDRESS_LATE.toMillis());
        }

        @Override
        Duration cap() {
            return Duration.ofSeconds(30);
        }
    },
    FENCED("the primary refuses writes while its connections live on; a standby is promoted") {
        @Override
        void strike(PostgresCluster cluster) throws IOException, SQLException {
            cluster.primary().fence();
        }

        @Override
        Duration cap() {
            return Duration.ofSeconds(30);
        }
    };

    private static final Duration ADDRESS_LATE = Duration.ofSeconds(3);

    private final String title;

    Outage(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Lets it happen. */
    abstract void strike(PostgresCluster cluster) throws IOException, SQLException;

    /** Leads the virtual address to the present primary, whatever was done to it. */
    static void moveAddress(PostgresCluster cluster) {
        cluster.moveVirtualAddress();
        try {
            cluster.virtualAddress().arrivals(Arrivals.PASSED);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Whether the virtual address leads to the new primary as soon as that takes writes. */
    boolean addressMovesAtOnce() {
        return true;
    }

    /** What happens when there is a new primary, before the address moves if it does not at once. */
    void afterPromotion(PostgresCluster cluster, ClusterNode<PostgresServer> former) throws Exception {
        // most stay away
    }

    /** For how long the writers may try, from the moment at which there is a primary for them. */
    Duration cap() {
        return Duration.ofSeconds(20);
    }
}
