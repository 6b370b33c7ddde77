package dev.hawser.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;

/**
 * All libraries in one virtual machine, in short blocks of calls that take turns in a random order. A round has one block of each; what is compared are blocks
 * of the same round, so that a slow moment of the machine or of the server changes both sides of a ratio. All of them use one connection: on which processor
 * the server runs the other end of a second one would weigh more than what is measured. For one thread.
 */
final class PairedRun {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Map<Library, Helpers> helpers = new EnumMap<>(Library.class);
    private final int callsInBlock;

    PairedRun(Subject subject, int callsInBlock) {
        this.callsInBlock = callsInBlock;
        for (Library library : EnumSet.complementOf(EnumSet.of(Library.JDBC_HIKARI))) {
            helpers.put(library, library.over(subject));
        }
    }

    /** Runs rounds without a record of them. */
    void warmUp(int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            for (Contestant contestant : Contestant.shuffled(helpers.keySet())) {
                block(contestant);
            }
        }
    }

    void measure(int rounds, Report report) throws Exception {
        for (int round = 0; round < rounds; round++) {
            for (Contestant contestant : Contestant.shuffled(helpers.keySet())) {
                report.add(contestant.scenario(), contestant.library(), block(contestant));
            }
        }
    }

    private Measurement block(Contestant contestant) throws Exception {
        Helpers library = Objects.requireNonNull(helpers.get(contestant.library()));
        Scenario scenario = contestant.scenario();
        long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
        long startedAt = System.nanoTime();
        Object result = scenario.run(library);
        for (int i = 1; i < callsInBlock; i++) {
            result = scenario.run(library);
        }
        long nanos = System.nanoTime() - startedAt;
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
        if (!scenario.isRight(result)) {
            throw new IllegalStateException(contestant + " gives " + result);
        }
        return new Measurement((double) nanos / callsInBlock, (double) bytes / callsInBlock);
    }
}
