package dev.hawser.benchmarks.pool;

import dev.hawser.Deadline;
import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import dev.hawser.benchmarks.stub.StubServer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Ten thousand virtual threads that all want more, all the time: who gets something at all? Whoever gets nothing records no wait. */
final class StarvationMeasure implements Measure {

    private static final int CONNECTIONS = 20;

    private static final Metric THROUGHPUT = Metric.high("per s", 0);
    private static final Metric JAIN = Metric.plain("Jain", 4);
    private static final Metric STARVED = Metric.plain("got none", 0);
    private static final Metric HELD = Metric.plain("held ms", 3);
    private static final Metric IDEAL = Metric.plain("FIFO ideal ms", 0);
    private static final Metric P50 = Metric.plain("wait p50 ms", 0);
    private static final Metric P99 = Metric.plain("wait p99 ms", 0);
    private static final Metric P999 = Metric.plain("p99.9 ms", 0);
    private static final Metric TO_IDEAL = Metric.plain("p99.9 / ideal", 3);
    private static final Metric MAX = Metric.plain("max ms", 0);

    private final ClosedLoop loop =
            new ClosedLoop(10_000, Duration.ofMillis(1), Duration.ofSeconds(4), Duration.ofSeconds(6));

    @Override
    public String name() {
        return "starvation";
    }

    @Override
    public String title() {
        return "10,000 virtual threads on 20 connections, each held for 1 ms, for 6 s after 4 s of warm-up";
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
        return List.of(THROUGHPUT, JAIN, STARVED, HELD, IDEAL, P50, P99, P999, TO_IDEAL, MAX);
    }

    @Override
    public Optional<String> impossible() {
        return RequestThreads.areVirtual() ? Optional.empty() : Optional.of("needs virtual threads: JDK 21 or later");
    }

    @Override
    public Map<Metric, Double> run(PoolLibrary library) throws Exception {
        try (StubServer server = StubServer.started();
                LendingPool<?> pool = library.open(server, PoolSettings.fixed(CONNECTIONS))) {
            pool.open(CONNECTIONS, Deadline.in(Duration.ofSeconds(30)));
            List<ClosedLoop.Outcome> callers = loop.run(pool, RequestThreads.open());
            ClosedLoop.Outcome all = ClosedLoop.Outcome.of(callers);
            long[] shares =
                    callers.stream().mapToLong(caller -> caller.waits().size()).toArray();
            double ideal = loop.callers() * all.holds().mean() / CONNECTIONS;
            double p999 = all.waits().quantile(0.999);
            return Map.ofEntries(
                    Map.entry(THROUGHPUT, loop.perSecond(all)),
                    Map.entry(JAIN, Fairness.jain(shares)),
                    Map.entry(STARVED, (double) java.util.Arrays.stream(shares)
                            .filter(share -> share == 0)
                            .count()),
                    Map.entry(HELD, all.holds().mean() / 1e6),
                    Map.entry(IDEAL, ideal / 1e6),
                    Map.entry(P50, all.waits().quantile(0.5) / 1e6),
                    Map.entry(P99, all.waits().quantile(0.99) / 1e6),
                    Map.entry(P999, p999 / 1e6),
                    Map.entry(TO_IDEAL, p999 / ideal),
                    Map.entry(MAX, all.waits().quantile(1) / 1e6));
        }
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atLeast(0.99, "Jain's index of the lease", Goal.value(JAIN, PoolLibrary.HAWSER_LEASE)),
                Goal.atMost(0, "threads that got none of the lease", Goal.value(STARVED, PoolLibrary.HAWSER_LEASE)),
                Goal.atMost(
                        1.15, "p99.9 wait of the lease x the ideal", Goal.value(TO_IDEAL, PoolLibrary.HAWSER_LEASE)),
                Goal.atLeast(
                        0.97,
                        "throughput of the lease x the best peer's",
                        Goal.ratioToBest(THROUGHPUT, PoolLibrary.HAWSER_LEASE)));
    }
}
