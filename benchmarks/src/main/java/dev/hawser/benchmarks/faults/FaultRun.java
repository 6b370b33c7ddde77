package dev.hawser.benchmarks.faults;

import dev.hawser.benchmarks.results.Contender;
import dev.hawser.benchmarks.results.Metric;
import dev.hawser.benchmarks.results.Results;
import dev.hawser.benchmarks.results.Round;
import dev.hawser.benchmarks.results.Table;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs scenarios with all subjects and prints a table each. */
public final class FaultRun {

    /** Of each measured value, for whoever wants to compute with them. */
    private static final Path VALUES = Path.of("benchmarks", "target", "faults.tsv");

    private FaultRun() {}

    private static List<FaultScenario<?>> all() {
        List<FaultScenario<?>> all = new ArrayList<>();
        for (Outage outage : Outage.values()) {
            all.add(new FailoverScenario(outage));
        }
        all.add(new StaleScenario());
        all.add(CommitScenario.before());
        all.add(CommitScenario.after());
        all.add(new RoutingScenario());
        all.add(new CertaintyScenario());
        return all;
    }

    /**
     * Runs what {@code arguments} ask for.
     *
     * @throws IllegalArgumentException if they ask for what there is not
     */
    public static void run(PrintStream out, String conditions, String... arguments) throws Exception {
        Locale.setDefault(Locale.ROOT); // figures look the same everywhere
        FaultArguments asked = FaultArguments.of(arguments);
        List<FaultScenario<?>> all = all();
        for (String name : asked.scenarios()) {
            if (all.stream().noneMatch(scenario -> scenario.name().startsWith(name))) {
                throw new IllegalArgumentException("no scenario " + name + "; there are "
                        + all.stream().map(FaultScenario::name).collect(Collectors.joining(", ")));
            }
        }
        out.println("PostgreSQL fails: medians of several rounds, (lowest..highest), " + asked.writers()
                + " writers; x Hikari and x best relate medians to HikariCP's and to the best peer's.");
        out.println(conditions);
        Files.createDirectories(VALUES.toAbsolutePath().getParent());
        try (PrintWriter values = new PrintWriter(Files.newBufferedWriter(VALUES))) {
            values.println("scenario\tsubject\tmetric\tround\tvalue");
            for (FaultScenario<?> scenario : all) {
                if (asked.wants(scenario)) {
                    print(out, values, scenario, asked);
                }
            }
        }
    }

    private static <C extends Contender> void print(
            PrintStream out, PrintWriter values, FaultScenario<C> scenario, FaultArguments asked) throws Exception {
        out.println();
        out.println("== " + scenario.name() + ": " + scenario.title());
        Results results = measured(scenario, values, asked);
        Table.of(scenario.metrics(), results, scenario.yardstick()).print(out);
        scenario.goals(asked).forEach(goal -> out.println(goal.judged(results)));
        out.flush();
    }

    /** Every round has all of them, in another order, so that a disturbance of the machine does not hit one alone. */
    private static <C extends Contender> Results measured(
            FaultScenario<C> scenario, PrintWriter values, FaultArguments asked) throws Exception {
        Results results = new Results();
        for (int round = 1; round <= asked.rounds(scenario); round++) {
            List<C> contenders = new ArrayList<>(scenario.contenders(asked));
            Collections.shuffle(contenders);
            for (C contender : contenders) {
                System.err.println(scenario.name() + ", round " + round + " of " + asked.rounds(scenario) + ", "
                        + contender.title());
                System.gc(); // what the last one left is not this one's
                Map<Metric, Double> figures = scenario.run(contender, asked);
                results.add(contender, new Round(figures, Double.NaN));
                write(values, scenario, contender, round, figures);
            }
        }
        return results;
    }

    private static void write(
            PrintWriter values,
            FaultScenario<?> scenario,
            Contender contender,
            int round,
            Map<Metric, Double> figures) {
        figures.forEach((metric, value) -> values.println(String.join(
                "\t", scenario.name(), contender.title(), metric.name(), Integer.toString(round), value.toString())));
        values.flush();
    }
}
