package dev.hawser.internal.topology;

import static dev.hawser.internal.topology.HostSelector.bit;
import static dev.hawser.internal.topology.Pictures.HEALTHY;
import static dev.hawser.internal.topology.Pictures.UNKNOWN;
import static dev.hawser.internal.topology.Pictures.primary;
import static dev.hawser.internal.topology.Pictures.replica;
import static dev.hawser.internal.topology.Pictures.said;
import static dev.hawser.internal.topology.Pictures.silent;
import static dev.hawser.internal.topology.Pictures.suspected;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.config.ReadHosts;
import dev.hawser.config.Routing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HostSelectorTest {

    private final AtomicIntegerArray lent = new AtomicIntegerArray(3);

    private HostSelector selector(ReadHosts hosts, Routing routing) {
        return new HostSelector(hosts, routing, lent::get);
    }

    private static List<Integer> six(HostSelector selector, Topology topology) {
        return IntStream.range(0, 6)
                .mapToObj(turn -> selector.anyHost(topology, 0))
                .toList();
    }

    @Test
    void anyHost_takesTurns_thePrimaryIncluded() {
        assertThat(six(selector(ReadHosts.ALL, Routing.ROUND_ROBIN), HEALTHY)).containsExactly(0, 1, 2, 0, 1, 2);
    }

    @Test
    void anyHost_replicasFirst_leavesThePrimaryAlone_whileThereIsAReplica() {
        HostSelector selector = selector(ReadHosts.REPLICAS_FIRST, Routing.ROUND_ROBIN);
        assertThat(six(selector, HEALTHY)).containsExactly(0, 2, 0, 2, 0, 2);
        assertThat(six(selector, silent(silent(HEALTHY, 0), 2))).containsOnly(1);
    }

    @Test
    void anyHost_skipsThoseThatAreDownFencedOrTried() {
        HostSelector selector = selector(ReadHosts.ALL, Routing.ROUND_ROBIN);
        assertThat(six(selector, silent(HEALTHY, 0))).doesNotContain(0);
        assertThat(six(selector, said(HEALTHY, 2, primary(1)))).doesNotContain(2);
        assertThat(selector.anyHost(HEALTHY, bit(0) | bit(2))).isEqualTo(1);
        assertThat(selector.anyHost(HEALTHY, bit(0) | bit(1) | bit(2))).isEqualTo(Topology.NONE);
    }

    @Test
    void anyHost_takesASuspectOne_ratherThanNone() {
        HostSelector selector = selector(ReadHosts.ALL, Routing.ROUND_ROBIN);
        assertThat(six(selector, suspected(HEALTHY, 0))).doesNotContain(0);
        assertThat(six(selector, UNKNOWN)).contains(0, 1, 2);
    }

    @Test
    void leastBusy_takesTheOneThatLendsFewest_andEqualOnesTakeTurns() {
        HostSelector selector = selector(ReadHosts.ALL, Routing.LEAST_BUSY);
        lent.set(0, 3);
        lent.set(1, 1);
        lent.set(2, 2);
        assertThat(six(selector, HEALTHY)).containsOnly(1);
        lent.set(2, 1);
        assertThat(six(selector, HEALTHY)).containsExactly(1, 2, 1, 2, 1, 2);
    }

    @Test
    void latency_takesTheFastest_andThoseWithinAQuarterTakeTurns() {
        HostSelector selector = selector(ReadHosts.ALL, Routing.LATENCY);
        Topology uneven = said(
                said(said(UNKNOWN, 0, replica(1), Duration.ofMillis(9)), 1, primary(1), Duration.ofMillis(40)),
                2,
                replica(1),
                Duration.ofMillis(8));
        assertThat(six(selector, uneven)).containsOnly(0, 2).contains(0, 2);
    }

    @Test
    void replica_isNeverThePrimary_andMustBeFresh() {
        HostSelector selector = selector(ReadHosts.ALL, Routing.ROUND_ROBIN);
        assertThat(selector.replica(HEALTHY, bit(0), any -> true)).isEqualTo(2);
        assertThat(selector.replica(HEALTHY, bit(0) | bit(2), any -> true)).isEqualTo(Topology.NONE);
        assertThat(selector.replica(HEALTHY, 0, none -> false)).isEqualTo(Topology.NONE);
    }

    @Test
    void turns_areSharedByThreads_withoutASkew() throws InterruptedException {
        HostSelector selector = selector(ReadHosts.ALL, Routing.ROUND_ROBIN);
        AtomicIntegerArray chosen = new AtomicIntegerArray(3);
        Thread[] threads = new Thread[3];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int turn = 0; turn < 1_000; turn++) {
                    chosen.incrementAndGet(selector.anyHost(HEALTHY, 0));
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(List.of(chosen.get(0), chosen.get(1), chosen.get(2))).containsOnly(1_000);
    }
}
