package dev.hawser.benchmarks.faults;

import dev.hawser.Consistency;
import dev.hawser.benchmarks.results.Contender;
import dev.hawser.internal.topology.Access;
import java.util.List;

/** What stands between a caller and the connections: a pool, or a database that chooses between those of its hosts. */
public enum RoutingPath implements Contender {
    POOL("one pool", Access.WRITE),
    ONE_HOST("one host", Access.WRITE, "primary:1"),
    THREE_HOSTS("three hosts, writes", Access.WRITE, "primary:1", "replica:2", "replica:3"),
    THREE_HOSTS_READS(
            "three hosts, any for reads", Access.read(Consistency.EVENTUAL), "primary:1", "replica:2", "replica:3");

    private final String title;
    private final Access access;
    private final List<String> hosts;

    RoutingPath(String title, Access access, String... hosts) {
        this.title = title;
        this.access = access;
        this.hosts = List.of(hosts);
    }

    Access access() {
        return access;
    }

    /** None for a pool alone. */
    List<String> hosts() {
        return hosts;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public boolean isPeer() {
        return false;
    }
}
