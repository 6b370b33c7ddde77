package dev.hawser.benchmarks.pool;

import dev.hawser.Deadline;
import dev.hawser.benchmarks.stub.StubServer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;

/** More platform threads than connections. */
final class ContentionMeasure implements Measure {

    private static final Metric THROUGHPUT = Metric.high("per s", 0);
    private static final Metric HELD = Metric.plain("held ms", 3);
    private static final Metric P50 = Metric.plain("wait p50 ms", 2);
    private static final Metric P99 = Metric.low("wait p99 ms", 2);
    private static final Metric P999 = Metric.plain("p99.9 ms", 2);
    private static final Metric MAX = Metric.low("max ms", 1);

    private final String name;
    private final ClosedLoop loop;
    private final int connections;
    private final List<Goal> goals;

    private ContentionMeasure(String name, ClosedLoop loop, int connections, List<Goal> goals) {
        this.name = name;
        this.loop = loop;
        this.connections = connections;
        this.goals = goals;
    }

    /** 32 threads that hold each of 8 connections for 0.2 ms. */
    static Measure platformThreads() {
        ClosedLoop loop = new ClosedLoop(32, Duration.ofNanos(200_000), Duration.ofSeconds(1), Duration.ofSeconds(3));
        return new ContentionMeasure(
                "contention",
                loop,
                8,
                List.of(
                        Goal.atLeast(
                                0.97,
                                "throughput of the lease x the best peer's",
                                Goal.ratioToBest(THROUGHPUT, PoolLibrary.HAWSER_LEASE)),
                        Goal.atMost(
                                0.15,
                                "p99 wait of the lease x HikariCP's",
                                Goal.ratio(P99, PoolLibrary.HAWSER_LEASE, PoolLibrary.HIKARI))));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return loop.callers() + " platform threads on " + connections + " connections, each held for "
                + loop.hold().toNanos() / 1e6 + " ms";
    }

    @Override
    public Set<PoolLibrary> libraries() {
        return EnumSet.allOf(PoolLibrary.class);
    }

    @Override
    public int rounds() {
        return 5;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(THROUGHPUT, HELD, P50, P99, P999, MAX);
    }

    @Override
    public Map<Metric, Double> run(PoolLibrary library) throws Exception {
        try (StubServer server = StubServer.started();
                LendingPool<?> pool = library.open(server, PoolSettings.fixed(connections))) {
            pool.open(connections, Deadline.in(Duration.ofSeconds(30)));
            ClosedLoop.Outcome all =
                    ClosedLoop.Outcome.of(loop.run(pool, Executors.newFixedThreadPool(loop.callers())));
            return Map.of(
                    THROUGHPUT,
                    loop.perSecond(all),
                    HELD,
                    all.holds().mean() / 1e6,
                    P50,
                    all.waits().quantile(0.5) / 1e6,
                    P99,
                    all.waits().quantile(0.99) / 1e6,
                    P999,
                    all.waits().quantile(0.999) / 1e6,
                    MAX,
                    all.waits().quantile(1) / 1e6);
        }
    }

    @Override
    public List<Goal> goals() {
        return goals;
    }
}
