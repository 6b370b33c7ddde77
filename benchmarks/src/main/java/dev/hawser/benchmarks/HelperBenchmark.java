package dev.hawser.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a call costs when the database costs nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class HelperBenchmark {

    /** Each in a virtual machine of its own. */
    @Param
    public Library library;

    private Subject subject;
    private Helpers helpers;

    @Setup
    public void open() throws Exception {
        subject = Subject.stub();
        helpers = library.over(subject);
        for (Scenario scenario : Scenario.values()) {
            if (!scenario.isRight(scenario.run(helpers))) {
                throw new IllegalStateException(library + " gives something else");
            }
        }
    }

    @TearDown
    public void close() {
        subject.close();
    }

    @Benchmark
    public Object oneRow() throws Exception {
        return Scenario.ONE_ROW.run(helpers);
    }

    @Benchmark
    public Object hundredRows() throws Exception {
        return Scenario.HUNDRED_ROWS.run(helpers);
    }

    @Benchmark
    public Object update() throws Exception {
        return Scenario.UPDATE.run(helpers);
    }
}
