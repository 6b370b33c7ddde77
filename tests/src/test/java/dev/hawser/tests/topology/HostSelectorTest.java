package dev.hawser.tests.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.Consistency;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.internal.topology.HostSelector;
import dev.hawser.internal.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class HostSelectorTest {

    private final HostSelector selector = new HostSelector(false);

    private static Topology topology(Object... rolesAndStates) {
        List<Topology.Node> nodes = new ArrayList<>();
        for (int i = 0; i < rolesAndStates.length; i += 2) {
            nodes.add(new Topology.Node(
                    new HostSpec("db" + i / 2, 5432),
                    (HostRole) rolesAndStates[i],
                    (HostState) rolesAndStates[i + 1],
                    Duration.ofMillis(1)));
        }
        return new Topology(1, nodes);
    }

    private static final Topology ONE_PRIMARY = topology(
            HostRole.REPLICA, HostState.AVAILABLE,
            HostRole.PRIMARY, HostState.AVAILABLE,
            HostRole.REPLICA, HostState.AVAILABLE);

    @Test
    void writes_goToThePrimary_whereverItStandsInTheList() {
        assertThat(selector.forWrite(ONE_PRIMARY, none -> false)).isEqualTo(1);
    }

    @Test
    void writes_neverGoToAReplica_evenWhenThePrimaryWasTried() {
        assertThat(selector.forWrite(ONE_PRIMARY, tried -> tried == 1)).isEqualTo(HostSelector.NONE);
    }

    @Test
    void writes_preferAPrimaryThatIsWell_overOneThatIsSuspect() {
        Topology two = topology(
                HostRole.PRIMARY, HostState.SUSPECT,
                HostRole.PRIMARY, HostState.AVAILABLE);
        assertThat(selector.forWrite(two, none -> false)).isEqualTo(1);
        assertThat(selector.forWrite(two, tried -> tried == 1)).isZero();
    }

    @Test
    void eventualReads_takeTurns_overAllHostsThePrimaryIncluded() {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            chosen.add(selector.forRead(ONE_PRIMARY, Consistency.EVENTUAL, none -> false));
        }
        assertThat(chosen).containsExactly(0, 1, 2, 0, 1, 2);
    }

    @Test
    void eventualReads_skipAHostThatIsDown() {
        Topology oneDown = topology(
                HostRole.PRIMARY, HostState.AVAILABLE,
                HostRole.REPLICA, HostState.DOWN,
                HostRole.REPLICA, HostState.AVAILABLE);
        for (int i = 0; i < 9; i++) {
            assertThat(selector.forRead(oneDown, Consistency.EVENTUAL, none -> false))
                    .isNotEqualTo(1);
        }
    }

    @Test
    void readsThatMustBeFresh_goToThePrimary_whileTheLagOfReplicasIsNotKnown() {
        for (Consistency consistency : List.of(
                Consistency.STRONG,
                Consistency.bounded(Duration.ofSeconds(1)),
                Consistency.after(dev.hawser.Position.current("x")))) {
            assertThat(selector.forRead(ONE_PRIMARY, consistency, none -> false))
                    .isEqualTo(1);
        }
    }

    @Test
    void replicasThatAreNeverBehind_takeAllReads() {
        HostSelector current = new HostSelector(true);
        Topology file = topology(HostRole.PRIMARY, HostState.AVAILABLE, HostRole.REPLICA, HostState.AVAILABLE);
        for (int i = 0; i < 4; i++) {
            assertThat(current.forRead(file, Consistency.STRONG, none -> false)).isEqualTo(1);
        }
        assertThat(current.forRead(file, Consistency.STRONG, tried -> tried == 1))
                .isZero();
    }

    @Test
    void topology_raisesItsEpoch_onlyWhenARoleChanges() {
        Topology sameRoles = ONE_PRIMARY.answered(topology(
                        HostRole.REPLICA, HostState.DOWN,
                        HostRole.PRIMARY, HostState.AVAILABLE,
                        HostRole.REPLICA, HostState.AVAILABLE)
                .nodes());
        assertThat(sameRoles.epoch()).isEqualTo(ONE_PRIMARY.epoch());
        Topology switched = ONE_PRIMARY.answered(topology(
                        HostRole.PRIMARY, HostState.AVAILABLE,
                        HostRole.REPLICA, HostState.AVAILABLE,
                        HostRole.REPLICA, HostState.AVAILABLE)
                .nodes());
        assertThat(switched.epoch()).isEqualTo(ONE_PRIMARY.epoch() + 1);
    }

    @Test
    void eventualReads_fromManyThreads_areSharedEvenly() throws InterruptedException {
        AtomicIntegerArray served = new AtomicIntegerArray(3);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < 10_000; i++) {
                    served.incrementAndGet(selector.forRead(ONE_PRIMARY, Consistency.EVENTUAL, none -> false));
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(20_000);
        }
        assertThat(List.of(served.get(0), served.get(1), served.get(2))).containsOnly(20_000);
    }
}
