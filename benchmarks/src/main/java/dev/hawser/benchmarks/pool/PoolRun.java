package dev.hawser.benchmarks.pool;

import dev.hawser.benchmarks.Machine;
import dev.hawser.benchmarks.results.Metric;
import dev.hawser.benchmarks.results.Results;
import dev.hawser.benchmarks.results.Round;
import dev.hawser.benchmarks.results.Table;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Runs measures on all pools and prints a table each. */
public final class PoolRun {

    /** Of each measured value, for whoever wants to compute with them. */
    private static final Path VALUES = Path.of("benchmarks", "target", "pool.tsv");

    /** How many processors other programs may use before a run is repeated, how often, and how long to wait for them before each. */
    private static final double TOLERABLE = 0.25;

    private static final int ATTEMPTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private PoolRun() {}

    private static List<Measure> all() throws Exception {
        return List.of(
                new AcquireMeasure(1),
                new AcquireMeasure(2),
                ContentionMeasure.contention(),
                ContentionMeasure.fourOnTwo(),
                ContentionMeasure.thirtyTwoOnSixteen(),
                OpenLoopMeasure.overload(),
                OpenLoopMeasure.bursts(),
                new StarvationMeasure(),
                new BlackHoleMeasure(),
                new NestedMeasure(),
                new SpikeMeasure(),
                new MemoryMeasure());
    }

    /**
     * Runs what {@code arguments} ask for.
     *
     * @throws IllegalArgumentException if they ask for what there is not
     */
    public static void run(PrintStream out, String conditions, String... arguments) throws Exception {
        Locale.setDefault(Locale.ROOT); // figures look the same everywhere
        PoolArguments asked = PoolArguments.of(arguments);
        List<Measure> all = all();
        for (String name : asked.measures()) {
            if (all.stream().noneMatch(measure -> measure.name().startsWith(name))) {
                throw new IllegalArgumentException("no measure " + name + "; there are "
                        + all.stream().map(Measure::name).collect(Collectors.joining(", ")));
            }
        }
        out.println(
                "Hawser's pool beside others: medians of several rounds, (lowest..highest); x Hikari and x best relate medians to"
                        + " HikariCP's and to the best peer's.");
        out.println(conditions);
        Files.createDirectories(VALUES.toAbsolutePath().getParent());
        try (PrintWriter values = new PrintWriter(Files.newBufferedWriter(VALUES))) {
            values.println("measure\tpool\tmetric\tround\tvalue");
            for (Measure measure : all) {
                if (asked.wants(measure)) {
                    try (measure) {
                        print(out, values, measure, asked);
                    }
                }
            }
        }
    }

    private static void print(PrintStream out, PrintWriter values, Measure measure, PoolArguments asked)
            throws Exception {
        out.println();
        out.println("== " + measure.name() + ": " + measure.title());
        if (measure.impossible().isPresent()) {
            out.println("not measured: " + measure.impossible().get());
            return;
        }
        Results results = measured(measure, values, asked);
        Table.of(measure.metrics(), results, PoolLibrary.HIKARI).print(out);
        out.printf("(other programs used up to %.2f processors meanwhile)%n", results.disturbance());
        measure.remarks().forEach(out::println);
        measure.goals().forEach(goal -> out.println(goal.judged(results)));
        out.flush();
    }

    /** Every round has all of them, in another order, so that a disturbance of the machine does not hit one pool alone. */
    private static Results measured(Measure measure, PrintWriter values, PoolArguments asked) throws Exception {
        Results results = new Results();
        for (int round = 1; round <= asked.rounds(measure); round++) {
            System.err.println(measure.name() + ", round " + round + " of " + asked.rounds(measure));
            List<PoolLibrary> libraries = asked.pools(measure);
            Collections.shuffle(libraries);
            for (PoolLibrary library : libraries) {
                Round figures = leastDisturbed(measure, library, asked.repeats(measure));
                results.add(library, figures);
                write(values, measure, library, round, figures);
            }
        }
        return results;
    }

    /** Tries again while other programs use the machine. Which attempt counts depends on those alone, never on what was measured. */
    private static Round leastDisturbed(Measure measure, PoolLibrary library, boolean repeat) throws Exception {
        Round best = null;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (repeat) {
                Machine.awaitQuiet(TOLERABLE, PATIENCE);
            }
            System.gc(); // what the last one left is not this one's
            double before = Machine.othersSeconds();
            long startedAt = System.nanoTime();
            Map<Metric, Double> figures = measure.run(library);
            double others = (Machine.othersSeconds() - before) * 1e9 / (System.nanoTime() - startedAt);
            if (best == null || others < best.disturbance()) {
                best = new Round(figures, others);
            }
            if (!repeat || !(others > TOLERABLE)) {
                break;
            }
        }
        return Objects.requireNonNull(best);
    }

    private static void write(PrintWriter values, Measure measure, PoolLibrary library, int round, Round figures) {
        figures.figures()
                .forEach((metric, value) -> values.println(String.join(
                        "\t",
                        measure.name(),
                        library.title(),
                        metric.name(),
                        Integer.toString(round),
                        value.toString())));
        values.flush();
    }
}
