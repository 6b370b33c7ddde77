package dev.hawser.benchmarks.pool;

import dev.hawser.Deadline;
import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
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
    private static final Metric MEAN = Metric.low("mean wait ms", 2);
    private static final Metric P50 = Metric.plain("p50 ms", 2);
    private static final Metric P99 = Metric.low("p99 ms", 2);
    private static final Metric P999 = Metric.low("p99.9 ms", 2);
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
    static Measure contention() {
        return new ContentionMeasure(
                "contention",
                loop(32, Duration.ofNanos(200_000)),
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

    /** What github.com/brettwooldridge/HikariCP/issues/2192 reports: 4 threads on 2 connections, which each loan keeps for 1.3 ms. */
    static Measure fourOnTwo() {
        return new ContentionMeasure("fairness-4", loop(4, Duration.ofNanos(1_200_000)), 2, List.of());
    }

    /** What github.com/brettwooldridge/HikariCP/issues/1232 reports: 32 threads on 16 connections, which each loan keeps for 0.3 ms. */
    static Measure thirtyTwoOnSixteen() {
        return new ContentionMeasure("fairness-32", loop(32, Duration.ofNanos(200_000)), 16, List.of());
    }

    private static ClosedLoop loop(int callers, Duration hold) {
        return new ClosedLoop(callers, hold, Duration.ofSeconds(1), Duration.ofSeconds(3));
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
        return List.of(THROUGHPUT, HELD, MEAN, P50, P99, P999, MAX);
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
                    MEAN,
                    all.waits().mean() / 1e6,
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
