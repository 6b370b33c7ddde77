package dev.hawser.benchmarks.pool;

import dev.hawser.Deadline;
import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import dev.hawser.benchmarks.stub.StubServer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a pool keeps in memory for each connection that it has, when all are idle, beside what the driver keeps. */
final class MemoryMeasure implements Measure {

    private static final int CONNECTIONS = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Metric BYTES = Metric.low("B/connection", 0);

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String title() {
        return "Memory for each of 1,000 idle connections in a pool, without the driver's own";
    }

    @Override
    public Set<PoolLibrary> libraries() {
        return EnumSet.allOf(PoolLibrary.class);
    }

    @Override
    public int rounds() {
        return 3;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(BYTES);
    }

    @Override
    public Map<Metric, Double> run(PoolLibrary library) throws Exception {
        pooled(library, 10); // so that classes are loaded, and threads and statistics there that come once
        double drivers = unpooled(CONNECTIONS);
        return Map.of(BYTES, (pooled(library, CONNECTIONS) - drivers) / CONNECTIONS);
    }

    private static double pooled(PoolLibrary library, int connections) throws Exception {
        long before = used();
        try (StubServer server = StubServer.started();
                LendingPool<?> pool =
                        library.open(server, PoolSettings.fixed(connections).timeout(PATIENCE))) {
            pool.open(connections, Deadline.in(PATIENCE));
            return used() - before;
        }
    }

    private static double unpooled(int connections) throws Exception {
        try (StubServer server = StubServer.started()) {
            List<Connection> all = new ArrayList<>(connections);
            long before = used();
            for (int i = 0; i < connections; i++) {
                all.add(server.connect());
            }
            double bytes = used() - before;
            for (Connection connection : all) {
                connection.close();
            }
            return bytes;
        }
    }

    private static long used() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < 3; i++) {
            memory.gc(); // once is not enough for what is behind references and cleaners
        }
        return memory.getHeapMemoryUsage().getUsed();
    }

    @Override
    public boolean toleratesOthers() {
        return true;
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atMost(2_048, "bytes of the lease's pool", Goal.value(BYTES, PoolLibrary.HAWSER_LEASE)));
    }
}
