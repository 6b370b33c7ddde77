package dev.hawser.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.benchmarks.stub.StubServer;
import dev.hawser.internal.pool.Lease;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether what is measured does what it is measured at. */
class RoutedDatabaseTest {

    @ParameterizedTest
    @EnumSource(names = {"ONE_HOST", "THREE_HOSTS"})
    void acquire_forWrites_leadsToThePrimary(RoutingPath path) {
        assertThat(hosts(path)).containsExactly("primary:1");
    }

    @Test
    void acquire_forReadsOfAnyAge_leadsToAllHosts() {
        assertThat(hosts(RoutingPath.THREE_HOSTS_READS)).hasSize(3);
    }

    private static Set<String> hosts(RoutingPath path) {
        Set<String> hosts = new HashSet<>();
        try (StubServer server = StubServer.started();
                RoutedDatabase database = new RoutedDatabase(server, path, 4)) {
            for (int i = 0; i < 30; i++) {
                Lease lease = database.acquire();
                hosts.add(lease.host().toString());
                lease.release();
            }
        }
        return hosts;
    }
}
