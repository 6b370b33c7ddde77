package dev.hawser.tests.ha;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.HostSpec;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.testkit.Arrivals;
import dev.hawser.testkit.ClusterNode;
import dev.hawser.testkit.PostgresCluster;
import dev.hawser.testkit.PostgresServer;
import org.junit.jupiter.api.Test;

/** What happens to a primary of PostgreSQL. */
class FailoverIT extends FailoverCases<PostgresCluster> {

    @Override
    PostgresCluster startCluster() throws Exception {
        return PostgresCluster.started();
    }

    @Test
    void primaryThatIsMadeReadOnly_getsNoMoreWrites_afterTheFirstRefusal() throws Exception {
        ClusterNode<PostgresServer> old = cluster.primary();
        survivesUnnoticed(() -> {
            old.fence();
            cluster.promote();
        });
        assertThat(old.server().refusedWrites())
                .as("those that were on their way when the first was refused")
                .isLessThanOrEqualTo(PLAN.writers());
    }

    @Test
    void primaryDown_standbysGetTwoConnectionsInAdvance_andNoMore() throws Exception {
        ClusterNode<PostgresServer> primary = cluster.primary();
        survivesUnnoticed(() -> {
            primary.kill();
            await(this::standbysHaveTwoConnectionsEach);
            primary.start();
        });
        assertThat(standbysHaveTwoConnectionsEach()).isTrue();
    }

    private boolean standbysHaveTwoConnectionsEach() {
        return connectionsToStandbys() == 2L * cluster.standbys().size();
    }

    private long connectionsToStandbys() {
        HostSpec primary = cluster.primary().host();
        long opened = events.stream()
                .filter(event -> event instanceof DatabaseEvent.ConnectionOpened open
                        && !open.host().equals(primary))
                .count();
        long closed = events.stream()
                .filter(event -> event instanceof DatabaseEvent.ConnectionClosed close
                        && !close.host().equals(primary))
                .count();
        return opened - closed;
    }

    @Test
    void formerPrimaryThatComesBackAsASecondOne_isFencedAndReported() throws Exception {
        ClusterNode<PostgresServer> old = cluster.primary();
        survivesUnnoticed(() -> {
            cluster.killPrimary();
            cluster.promote();
        });
        cluster.splitBrain(old);
        Health health = manager.health("shop", true);
        assertThat(health.status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(health.error())
                .contains(old.host().toString())
                .contains("claims to be the primary on timeline 1 of 2");
        assertThat(events)
                .filteredOn(DatabaseEvent.HostFenced.class::isInstance)
                .singleElement()
                .satisfies(event ->
                        assertThat(((DatabaseEvent.HostFenced) event).host()).isEqualTo(old.host()));
        manager.sql("shop").update("insert into transfers values (-1, 0, 0, 0)");
        assertThat(old.server().single(name, "select count(*) from transfers where id = -1"))
                .isEqualTo("0");
    }

    @Test
    void switchover_whilePaused_losesNoRequest() throws Exception {
        survivesUnnoticed(() -> {
            assertThat(manager.sql("shop").pause(SOON).late()).isEmpty();
            cluster.stopPrimary();
            cluster.promote();
            manager.sql("shop").resume();
        });
    }

    @Test
    void virtualAddress_ofAPrimaryThatFallsSilent_isFollowed_andWhatStillRunsThereIsCut() throws Exception {
        openVirtualAddress();
        ClusterNode<PostgresServer> old = cluster.primary();
        survivesUnnoticed(() -> {
            old.proxy().silence(Arrivals.UNANSWERED);
            cluster.promote();
            cluster.moveVirtualAddress();
        });
    }
}
