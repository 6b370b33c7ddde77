package dev.hawser.tests.ha;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.testkit.ClusterNode;
import dev.hawser.testkit.MariadbCluster;
import dev.hawser.testkit.MariadbServer;
import org.junit.jupiter.api.Test;

/** What happens to a primary of MariaDB. */
class MariadbFailoverIT extends FailoverCases<MariadbCluster> {

    @Override
    MariadbCluster startCluster() throws Exception {
        return MariadbCluster.started();
    }

    @Test
    void primaryThatIsMadeReadOnly_getsNoMoreWrites() throws Exception {
        ClusterNode<MariadbServer> old = cluster.primary();
        survivesUnnoticed(() -> {
            old.fence();
            cluster.promote();
        });
    }

    /** There are no timelines by which the older of the two could be told. */
    @Test
    void formerPrimaryThatComesBackAsASecondOne_getsNoWrites() throws Exception {
        ClusterNode<MariadbServer> old = cluster.primary();
        survivesUnnoticed(() -> {
            cluster.killPrimary();
            cluster.promote();
        });
        cluster.splitBrain(old);
        manager.health("shop", true);
        manager.sql("shop").update("insert into transfers values (-1, 0, 0, 0)");
        assertThat(old.server().single(name, "select count(*) from transfers where id = -1"))
                .isEqualTo("0");
    }
}
