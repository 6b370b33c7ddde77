package dev.hawser.internal.topology;

import static dev.hawser.internal.topology.Pictures.HEALTHY;
import static dev.hawser.internal.topology.Pictures.UNKNOWN;
import static dev.hawser.internal.topology.Pictures.primary;
import static dev.hawser.internal.topology.Pictures.refusedWrite;
import static dev.hawser.internal.topology.Pictures.replica;
import static dev.hawser.internal.topology.Pictures.said;
import static dev.hawser.internal.topology.Pictures.silent;
import static dev.hawser.internal.topology.Pictures.suspected;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.HostRole;
import dev.hawser.HostState;
import dev.hawser.spi.HostReport;
import org.junit.jupiter.api.Test;

class TopologyTest {

    private static final HostReport STRANGER = new HostReport(HostRole.PRIMARY, "another", 9, null);

    private static Node node(Topology topology, int index) {
        return topology.nodes().get(index);
    }

    @Test
    void unknown_hasNoPrimary() {
        assertThat(UNKNOWN.primary()).isEqualTo(Topology.NONE);
        assertThat(UNKNOWN.hadPrimary()).isFalse();
    }

    @Test
    void healthy_hasThePrimaryThatSaysSo_whereverItStandsInTheList() {
        assertThat(HEALTHY.primary()).isEqualTo(1);
        assertThat(HEALTHY.hasPrimary()).isTrue();
        assertThat(HEALTHY.allAvailable()).isTrue();
    }

    @Test
    void epoch_risesWithEachChangeOfARole_andOnlyThen() {
        assertThat(said(HEALTHY, 1, primary(1)).epoch()).isEqualTo(HEALTHY.epoch());
        assertThat(suspected(HEALTHY, 1).epoch()).isEqualTo(HEALTHY.epoch());
        assertThat(silent(HEALTHY, 2).epoch()).isEqualTo(HEALTHY.epoch());
        assertThat(refusedWrite(HEALTHY, 1).epoch()).isGreaterThan(HEALTHY.epoch());
        assertThat(said(HEALTHY, 2, primary(2)).epoch()).isGreaterThan(HEALTHY.epoch());
    }

    @Test
    void connectionsToAHost_leadElsewhere_whenItIsNotThePrimaryAnyMore() {
        assertThat(HEALTHY.leadsElsewhere(1, said(HEALTHY, 1, replica(1)))).isTrue();
        assertThat(HEALTHY.leadsElsewhere(1, refusedWrite(HEALTHY, 1))).isTrue();
        assertThat(HEALTHY.leadsElsewhere(1, silent(HEALTHY, 1))).isFalse();
        assertThat(HEALTHY.leadsElsewhere(2, said(HEALTHY, 2, primary(2)))).isFalse();
    }

    @Test
    void connectionsToAnAddressThatWasMoved_leadElsewhere_thoughTheyWereOpenedAfterItLostItsRole() {
        for (Topology fenced : new Topology[] {said(HEALTHY, 1, replica(1)), refusedWrite(HEALTHY, 1)}) {
            assertThat(fenced.leadsElsewhere(1, said(fenced, 1, primary(2)))).isTrue();
            assertThat(fenced.leadsElsewhere(1, said(fenced, 1, primary(1))))
                    .as("the same server takes writes again")
                    .isFalse();
        }
    }

    @Test
    void primaryThatIsSilent_staysTheOne_butTakesNothing() {
        Topology down = silent(HEALTHY, 1);
        assertThat(down.primary()).isEqualTo(1);
        assertThat(down.hasPrimary()).isFalse();
    }

    @Test
    void promotedHost_winsOverTheSilentOne_andOverOneThatHasNotHeardOfIt() {
        for (Topology before : new Topology[] {silent(HEALTHY, 1), suspected(HEALTHY, 1), HEALTHY}) {
            Topology after = said(before, 2, primary(2));
            assertThat(after.primary()).isEqualTo(2);
            assertThat(after.timeline()).isEqualTo(2);
            assertThat(node(after, 1).role()).as("replaced").isEqualTo(HostRole.UNKNOWN);
        }
    }

    @Test
    void formerPrimary_thatComesBackAsOne_isFenced_andSaidWhy() {
        Topology after = said(said(silent(HEALTHY, 1), 2, primary(2)), 1, primary(1));
        assertThat(after.primary()).isEqualTo(2);
        assertThat(node(after, 1).state()).isEqualTo(HostState.DOWN);
        assertThat(node(after, 1).fenced()).contains("on timeline 1 of 2").contains("db2:5432");
    }

    @Test
    void formerPrimary_alone_isStillNotThePrimary() {
        Topology failedOver = said(silent(HEALTHY, 1), 2, primary(2));
        Topology alone = said(silent(failedOver, 2), 1, primary(1));
        assertThat(alone.hasPrimary()).isFalse();
        assertThat(node(alone, 1).fenced()).isNotNull();
    }

    @Test
    void formerPrimary_thatComesBackAsAReplica_servesAgain() {
        Topology failedOver = said(said(silent(HEALTHY, 1), 2, primary(2)), 1, primary(1));
        Topology back = said(failedOver, 1, replica(2));
        assertThat(node(back, 1).fenced()).isNull();
        assertThat(node(back, 1).role()).isEqualTo(HostRole.REPLICA);
        assertThat(back.allAvailable()).isTrue();
    }

    @Test
    void claimantsOnTheSameTimeline_theOneThatWasThePrimaryStaysIt() {
        Topology two = said(HEALTHY, 0, primary(1));
        assertThat(two.primary()).isEqualTo(1);
        assertThat(node(two, 0).fenced()).contains("db1:5432");
        assertThat(said(two, 0, replica(1)).allAvailable()).isTrue();
    }

    @Test
    void claimantOnTheSameTimeline_takesOver_whenThePrimaryIsSilent() {
        assertThat(said(silent(HEALTHY, 1), 0, primary(1)).primary()).isZero();
    }

    @Test
    void refusedWrite_takesTheRoleAway_untilTheHostSaysThatItIsThePrimary() {
        Topology refused = refusedWrite(HEALTHY, 1);
        assertThat(refused.primary()).isEqualTo(Topology.NONE);
        assertThat(refused.hadPrimary()).isTrue();
        assertThat(said(refused, 1, replica(1)).primary()).isEqualTo(Topology.NONE);
        assertThat(said(refused, 1, primary(1)).primary()).isEqualTo(1);
    }

    @Test
    void addressThatLeadsToAnotherPrimary_raisesTheEpoch_soThatOlderConnectionsAreNotUsed() {
        Topology moved = said(HEALTHY, 1, primary(2));
        assertThat(moved.primary()).isEqualTo(1);
        assertThat(moved.epoch()).isGreaterThan(HEALTHY.epoch());
        assertThat(said(moved, 1, primary(2)).epoch()).isEqualTo(moved.epoch());
    }

    @Test
    void hostOfAnotherCluster_isFenced_andNeverThePrimary() {
        Topology mixed = said(HEALTHY, 2, STRANGER);
        assertThat(mixed.primary()).isEqualTo(1);
        assertThat(mixed.timeline()).isEqualTo(1);
        assertThat(mixed.hasStrangers()).isTrue();
        assertThat(node(mixed, 2).fenced()).contains("another and not cluster");
        assertThat(node(said(mixed, 2, replica(1)), 2).fenced()).isNull();
    }

    @Test
    void described_namesEveryHostWithWhatIsKnown() {
        assertThat(said(HEALTHY, 2, STRANGER).described())
                .contains("db0:5432 REPLICA AVAILABLE", "db1:5432 PRIMARY AVAILABLE", "db2:5432 UNKNOWN DOWN (belongs");
    }
}
