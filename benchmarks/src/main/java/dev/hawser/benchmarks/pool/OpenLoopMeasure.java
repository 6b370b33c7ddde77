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

/** Requests of three acquisitions each that arrive at their own pace, on 20 connections. */
final class OpenLoopMeasure implements Measure {

    private static final int CONNECTIONS = 20;
    private static final int ACQUISITIONS = 3;
    private static final Duration HOLD = Duration.ofMillis(1);
    private static final Duration OVERLOAD_TIMEOUT = Duration.ofMillis(500);
    private static final Duration WARMUP = Duration.ofSeconds(2);
    private static final Duration MEASURED = Duration.ofSeconds(5);

    private static final Metric REQUESTS = Metric.plain("requests", 0);
    private static final Metric LOAD = Metric.plain("load", 2);
    private static final Metric FAILED = Metric.low("failed", 0);
    private static final Metric LATE = Metric.low("failed or > 500 ms", 0);
    private static final Metric P50 = Metric.low("p50 ms", 1);
    private static final Metric P99 = Metric.low("p99 ms", 1);
    private static final Metric MAX = Metric.plain("max ms", 1);

    private final String name;
    private final String title;
    private final OpenLoop loop;
    private final PoolSettings settings;
    private final List<Goal> goals;

    private OpenLoopMeasure(String name, String title, OpenLoop loop, PoolSettings settings, List<Goal> goals) {
        this.name = name;
        this.title = title;
        this.loop = loop;
        this.settings = settings;
        this.goals = goals;
    }

    /** A fifth more than the pool can serve. Of Hawser each request wants to be done within 500 ms; the others know a time-out for each acquisition only. */
    static Measure overload() throws Exception {
        Duration tick = Duration.ofMillis(5);
        double held = Hold.calibrated(HOLD.toNanos(), CONNECTIONS);
        int requests = (int) Math.round(1.2 * CONNECTIONS * tick.toNanos() / (ACQUISITIONS * held));
        return new OpenLoopMeasure(
                "overload",
                String.format(
                        "Overload: %d requests of 3 acquisitions each 5 ms, which is 120 %% of what 20 connections held for %.2f ms can serve; 500 ms",
                        requests, held / 1e6),
                new OpenLoop(requests, tick, ACQUISITIONS, HOLD, OVERLOAD_TIMEOUT),
                PoolSettings.fixed(CONNECTIONS).timeout(OVERLOAD_TIMEOUT).shedding(),
                List.of(
                        Goal.lessThan(
                                1.0,
                                "failed requests of the lease x the best peer's",
                                Goal.ratioToBest(FAILED, PoolLibrary.HAWSER_LEASE)),
                        Goal.lessThan(
                                1.0,
                                "the same, with those that succeeded after more than 500 ms",
                                Goal.ratioToBest(LATE, PoolLibrary.HAWSER_LEASE)),
                        Goal.atMost(
                                1.2,
                                "p50 of the lease's admitted requests x the best peer's",
                                Goal.ratioToBest(P50, PoolLibrary.HAWSER_LEASE))));
    }

    /** Much at once, and then time to do it. */
    static Measure bursts() {
        PoolSettings settings = PoolSettings.fixed(CONNECTIONS);
        return new OpenLoopMeasure(
                "bursts",
                "Bursts: 500 requests of 3 acquisitions each 100 ms",
                new OpenLoop(500, Duration.ofMillis(100), ACQUISITIONS, HOLD, settings.timeout()),
                settings,
                List.of(
                        Goal.atMost(
                                1.2,
                                "p50 of the lease's requests x the best peer's",
                                Goal.ratioToBest(P50, PoolLibrary.HAWSER_LEASE)),
                        Goal.atMost(
                                1.0,
                                "p99 of the lease's requests x the best peer's",
                                Goal.ratioToBest(P99, PoolLibrary.HAWSER_LEASE))));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return title + ", for 5 s, on " + RequestThreads.kind();
    }

    /** All but the façade, which has no deadline for several connections together. */
    @Override
    public Set<PoolLibrary> libraries() {
        return EnumSet.complementOf(EnumSet.of(PoolLibrary.HAWSER_FACADE));
    }

    @Override
    public int rounds() {
        return 5;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(REQUESTS, LOAD, FAILED, LATE, P50, P99, MAX);
    }

    @Override
    public Map<Metric, Double> run(PoolLibrary library) throws Exception {
        try (StubServer server = StubServer.started();
                LendingPool<?> pool = library.open(server, settings)) {
            pool.open(CONNECTIONS, Deadline.in(Duration.ofSeconds(30)));
            loop.run(pool, WARMUP);
            OpenLoop.Outcome outcome = loop.run(pool, MEASURED);
            if (outcome.failures().size() > 1) {
                System.err.println(library.title() + " fails in several ways: " + outcome.failures());
            }
            return Map.of(
                    REQUESTS,
                    (double) outcome.requests(),
                    LOAD,
                    loop.load(CONNECTIONS, outcome.holds().mean()),
                    FAILED,
                    (double) outcome.failed(),
                    LATE,
                    (double) outcome.failedOrLate(OVERLOAD_TIMEOUT),
                    P50,
                    outcome.latencies().quantile(0.5) / 1e6,
                    P99,
                    outcome.latencies().quantile(0.99) / 1e6,
                    MAX,
                    outcome.latencies().quantile(1) / 1e6);
        }
    }

    @Override
    public List<Goal> goals() {
        return goals;
    }
}
