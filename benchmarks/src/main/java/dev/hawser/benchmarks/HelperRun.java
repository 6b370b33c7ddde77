package dev.hawser.benchmarks;

import dev.hawser.benchmarks.results.JmhRun;
import java.util.EnumSet;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The helpers over the stub driver. Each measurement has a virtual machine of its own, so that no library profits or suffers from what another one made of the
 * compiler's profiles; every round has all of them, in another order, so that a disturbance of the machine does not hit one library alone.
 */
final class HelperRun {

    private static final int ROUNDS = 3;
    private static final int WARMUPS = 6;
    private static final TimeValue ITERATION = TimeValue.milliseconds(250);

    private HelperRun() {}

    static Report run() throws RunnerException {
        Report report = new Report("ns", 1, Report.Relation.TO_MEDIAN, 0);
        for (int round = 1; round <= ROUNDS; round++) {
            System.err.println("measuring, round " + round + " of " + ROUNDS);
            for (Contestant contestant : Contestant.shuffled(EnumSet.allOf(Library.class))) {
                report.add(contestant.scenario(), contestant.library(), measure(contestant));
            }
        }
        return report;
    }

    private static Measurement measure(Contestant contestant) throws RunnerException {
        JmhRun run = JmhRun.of(
                new OptionsBuilder()
                        .include(HelperBenchmark.class.getName() + "\\."
                                + contestant.scenario().benchmark() + "$")
                        .param("library", contestant.library().name()),
                WARMUPS,
                ITERATION);
        return new Measurement(run.median(), run.bytes());
    }
}
