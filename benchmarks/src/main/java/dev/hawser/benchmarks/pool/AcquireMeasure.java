package dev.hawser.benchmarks.pool;

import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.JmhRun;
import dev.hawser.benchmarks.results.Metric;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Taking and giving back when nobody has to wait. Each round has a virtual machine of its own for each pool. */
record AcquireMeasure(int threads) implements Measure {

    private static final Metric SPEED = Metric.high("ops/us", 2);
    private static final Metric NANOS = Metric.plain("ns", 0);
    private static final Metric BYTES = Metric.low("B/op", 0);

    private static final TimeValue ITERATION = TimeValue.seconds(1);

    @Override
    public String name() {
        return "acquire-" + threads;
    }

    @Override
    public String title() {
        return "Acquire and release, " + threads + (threads == 1 ? " thread" : " threads") + ", 32 open connections";
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
        return List.of(SPEED, NANOS, BYTES);
    }

    @Override
    public Map<Metric, Double> run(PoolLibrary library) throws Exception {
        JmhRun run = JmhRun.of(
                new OptionsBuilder()
                        .include(AcquireBenchmark.class.getName() + "\\.cycle$")
                        .param("library", library.name())
                        .threads(threads),
                3,
                ITERATION);
        return Map.of(SPEED, run.median(), NANOS, threads * 1_000 / run.median(), BYTES, run.bytes());
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atLeast(
                        2.0,
                        "speed of the lease x HikariCP's",
                        Goal.ratio(SPEED, PoolLibrary.HAWSER_LEASE, PoolLibrary.HIKARI)),
                Goal.atLeast(
                        1.0,
                        "speed of the lease x Agroal's",
                        Goal.ratio(SPEED, PoolLibrary.HAWSER_LEASE, PoolLibrary.AGROAL)),
                Goal.atMost(32.5, "bytes allocated by the lease", Goal.value(BYTES, PoolLibrary.HAWSER_LEASE)),
                Goal.atLeast(
                        1.0,
                        "speed of the façade x HikariCP's",
                        Goal.ratio(SPEED, PoolLibrary.HAWSER_FACADE, PoolLibrary.HIKARI)));
    }
}
