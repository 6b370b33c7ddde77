package dev.hawser.benchmarks.results;

import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What one JMH benchmark gave in a virtual machine of its own.
 *
 * @param median of its iterations, in the benchmark's unit
 * @param bytes what a call allocated
 */
public record JmhRun(double median, double bytes) {

    private static final int ITERATIONS = 5;
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /** Runs {@code benchmark}, which names one benchmark, its parameters and threads, after so many iterations to warm up. */
    public static JmhRun of(ChainedOptionsBuilder benchmark, int warmups, TimeValue iteration) throws RunnerException {
        RunResult result = new Runner(benchmark
                        .forks(1)
                        .warmupIterations(warmups)
                        .warmupTime(iteration)
                        .measurementIterations(ITERATIONS)
                        .measurementTime(iteration)
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .runSingle();
        return new JmhRun(
                result.getPrimaryResult().getStatistics().getPercentile(50),
                Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED))
                        .getScore());
    }
}
