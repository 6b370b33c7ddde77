package dev.hawser.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/** Collects the rounds of a run and prints one table: medians, their spread, and how they relate to plain JDBC. For one thread. */
final class Report {

    private static final String HEADER = "%-22s %9s %17s %7s %15s %8s %8s%n";
    private static final String LINE = "%-22s %9.2f %17s %7.3f %15s %8.0f %+8.0f%n";

    private final Map<Scenario, Map<Library, List<Measurement>>> rounds = new EnumMap<>(Scenario.class);
    private final String unit;
    private final double nanosInUnit;
    private final Relation relation;
    private final double spread;

    /** To which of plain JDBC's rounds a library's round is compared. */
    enum Relation {
        /** To the same one: they ran side by side. */
        TO_SAME_ROUND,
        /** To the median: each ran at its own time. */
        TO_MEDIAN
    }

    /**
     * @param unit of time, as it is printed
     * @param spread the part of the rounds to leave out on each side where a range is printed: 0 prints the lowest and the highest
     */
    Report(String unit, double nanosInUnit, Relation relation, double spread) {
        this.unit = unit;
        this.nanosInUnit = nanosInUnit;
        this.relation = relation;
        this.spread = spread;
    }

    /** Adds a library's next round. */
    void add(Scenario scenario, Library library, Measurement measurement) {
        rounds.computeIfAbsent(scenario, key -> new EnumMap<>(Library.class))
                .computeIfAbsent(library, key -> new ArrayList<>())
                .add(measurement);
    }

    /** Prints everything, and whether {@code goals} were reached. */
    void print(PrintStream out, List<Goal> goals) {
        rounds.forEach((scenario, libraries) -> {
            out.println();
            out.printf(HEADER, scenario.title(), unit, "spread", "x JDBC", "spread", "B/call", "+ JDBC");
            libraries.keySet().forEach(library -> print(out, scenario, library));
        });
        out.println();
        goals.forEach(goal -> out.println(goal.judged(this)));
    }

    private void print(PrintStream out, Scenario scenario, Library library) {
        double[] times = values(scenario, library, round -> round.nanos() / nanosInUnit);
        double[] ratios = ratios(scenario, library);
        out.printf(
                LINE,
                library.title(scenario),
                Quantiles.median(times),
                range("%.1f", times),
                Quantiles.median(ratios),
                range("%.2f", ratios),
                Quantiles.median(values(scenario, library, Measurement::bytes)),
                moreBytes(scenario, library));
    }

    private String range(String format, double[] values) {
        return String.format(format, Quantiles.of(values, spread)) + " - "
                + String.format(format, Quantiles.of(values, 1 - spread));
    }

    /** The median of the ratios to plain JDBC. */
    double ratio(Scenario scenario, Library library) {
        return Quantiles.median(ratios(scenario, library));
    }

    /** What a call allocates more than plain JDBC: the median of the differences. */
    double moreBytes(Scenario scenario, Library library) {
        return Quantiles.median(
                related(scenario, library, Measurement::bytes, (bytes, plainBytes) -> bytes - plainBytes));
    }

    private double[] ratios(Scenario scenario, Library library) {
        return related(scenario, library, Measurement::nanos, (nanos, plainNanos) -> nanos / plainNanos);
    }

    private double[] related(
            Scenario scenario, Library library, ToDoubleFunction<Measurement> what, DoubleBinaryOperator how) {
        double[] own = values(scenario, library, what);
        double[] plain = values(scenario, Library.JDBC, what);
        double plainMedian = Quantiles.median(plain);
        double[] related = new double[own.length];
        for (int i = 0; i < related.length; i++) {
            related[i] = how.applyAsDouble(own[i], relation == Relation.TO_MEDIAN ? plainMedian : plain[i]);
        }
        return related;
    }

    private double[] values(Scenario scenario, Library library, ToDoubleFunction<Measurement> what) {
        return rounds.getOrDefault(scenario, Map.of()).getOrDefault(library, List.of()).stream()
                .mapToDouble(what)
                .toArray();
    }
}
