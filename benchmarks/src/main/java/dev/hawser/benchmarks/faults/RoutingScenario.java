package dev.hawser.benchmarks.faults;

import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Nothing fails: what it costs that a host is chosen for each connection. On the stub driver, each round of each in a virtual machine of its own. */
final class RoutingScenario implements FaultScenario<RoutingPath> {

    private static final Metric NANOS = Metric.plain("ns", 1);
    private static final Metric BYTES = Metric.plain("B/call", 1);
    private static final TimeValue ITERATION = TimeValue.seconds(1);
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    @Override
    public String name() {
        return "routing";
    }

    @Override
    public String title() {
        return "nothing fails: a connection is taken and given back, with and without a choice of hosts, one thread, stub driver";
    }

    @Override
    public List<RoutingPath> contenders(FaultArguments asked) {
        return List.of(RoutingPath.values());
    }

    @Override
    public int rounds() {
        return 3;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(NANOS, BYTES);
    }

    @Override
    public RoutingPath yardstick() {
        return RoutingPath.POOL;
    }

    @Override
    public Map<Metric, Double> run(RoutingPath path, FaultArguments asked) throws Exception {
        Options options = new OptionsBuilder()
                .include(RoutingBenchmark.class.getName() + "\\.cycle$")
                .param("path", path.name())
                .threads(1)
                .forks(1)
                .warmupIterations(3)
                .warmupTime(ITERATION)
                .measurementIterations(5)
                .measurementTime(ITERATION)
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        RunResult result = new Runner(options).runSingle();
        Result<?> allocated =
                Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED));
        return Map.of(NANOS, result.getPrimaryResult().getStatistics().getPercentile(50), BYTES, allocated.getScore());
    }

    @Override
    public List<Goal> goals(FaultArguments asked) {
        return List.of(
                Goal.atMost(
                        15,
                        "ns more with three hosts than with one pool",
                        results -> results.median(RoutingPath.THREE_HOSTS, NANOS)
                                - results.median(RoutingPath.POOL, NANOS)),
                Goal.atMost(
                        0.5,
                        "bytes more with three hosts than with one pool",
                        results -> results.median(RoutingPath.THREE_HOSTS, BYTES)
                                - results.median(RoutingPath.POOL, BYTES)));
    }
}
