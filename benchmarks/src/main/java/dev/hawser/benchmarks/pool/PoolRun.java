package dev.hawser.benchmarks.pool;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Runs measures on all pools and prints a table each. */
public final class PoolRun {

    /** Of each measured value, for whoever wants to compute with them. */
    private static final Path VALUES = Path.of("benchmarks", "target", "pool.tsv");

    private PoolRun() {}

    private static List<Measure> all() throws Exception {
        return List.of(
                new AcquireMeasure(1),
                new AcquireMeasure(2),
                ContentionMeasure.platformThreads(),
                OpenLoopMeasure.overload(),
                OpenLoopMeasure.bursts(),
                new StarvationMeasure(),
                new SpikeMeasure());
    }

    /** Runs those whose names begin with one of {@code prefixes}; all, if there are none. Returns false, and says why, if there is no such measure. */
    public static boolean run(PrintStream out, String conditions, String... prefixes) throws Exception {
        Locale.setDefault(Locale.ROOT); // figures look the same everywhere
        List<Measure> all = all();
        for (String prefix : prefixes) {
            if (all.stream().noneMatch(measure -> measure.name().startsWith(prefix))) {
                System.err.println("no measure " + prefix + "; there are "
                        + all.stream().map(Measure::name).collect(Collectors.joining(", ")));
                return false;
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
                if (prefixes.length == 0 || Arrays.stream(prefixes).anyMatch(measure.name()::startsWith)) {
                    print(out, values, measure);
                }
            }
        }
        return true;
    }

    private static void print(PrintStream out, PrintWriter values, Measure measure) throws Exception {
        out.println();
        out.println("== " + measure.name() + ": " + measure.title());
        if (measure.impossible().isPresent()) {
            out.println("not measured: " + measure.impossible().get());
            return;
        }
        Results results = measured(measure, values);
        Table.of(measure.metrics(), results).print(out);
        measure.goals().forEach(goal -> out.println(goal.judged(results)));
        out.flush();
    }

    /** Every round has all of them, in another order, so that a disturbance of the machine does not hit one pool alone. */
    private static Results measured(Measure measure, PrintWriter values) throws Exception {
        Results results = new Results();
        for (int round = 1; round <= measure.rounds(); round++) {
            System.err.println(measure.name() + ", round " + round + " of " + measure.rounds());
            List<PoolLibrary> libraries = new ArrayList<>(measure.libraries());
            Collections.shuffle(libraries);
            for (PoolLibrary library : libraries) {
                System.gc(); // what the last one left is not this one's
                var figures = measure.run(library);
                results.add(library, figures);
                for (var figure : figures.entrySet()) {
                    values.println(String.join(
                            "\t",
                            measure.name(),
                            library.title(),
                            figure.getKey().name(),
                            Integer.toString(round),
                            figure.getValue().toString()));
                }
                values.flush();
            }
        }
        return results;
    }
}
