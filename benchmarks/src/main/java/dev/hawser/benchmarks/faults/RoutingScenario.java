package dev.hawser.benchmarks.faults;

import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.JmhRun;
import dev.hawser.benchmarks.results.Metric;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Nothing fails: what it costs that a host is chosen for each connection. On the stub driver, each round of each in a virtual machine of its own. */
final class RoutingScenario implements FaultScenario<RoutingPath> {

    private static final Metric NANOS = Metric.plain("ns", 1);
    private static final Metric BYTES = Metric.plain("B/call", 1);
    private static final TimeValue ITERATION = TimeValue.seconds(1);

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
        JmhRun run = JmhRun.of(
                new OptionsBuilder()
                        .include(RoutingBenchmark.class.getName() + "\\.cycle$")
                        .param("path", path.name())
                        .threads(1),
                3,
                ITERATION);
        return Map.of(NANOS, run.median(), BYTES, run.bytes());
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
