package dev.hawser.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/** Collects the rounds of a run and prints one table: medians, their spread, and the relation to plain JDBC in the same round. For one thread. */
final class Report {

    private static final String HEADER = "%-22s %9s %17s %7s %15s %8s %8s%n";
    private static final String LINE = "%-22s %9.2f %17s %7.3f %15s %8.0f %+8.0f%n";

    private final Map<Scenario, Map<Library, List<Measurement>>> rounds = new EnumMap<>(Scenario.class);
    private final String unit;
    private final double nanosInUnit;
    private final double spread;

    /**
     * @param unit of time, as it is printed
     * @param spread the part of the rounds to leave out on each side where a range is printed: 0 prints the lowest and the highest
     */
    Report(String unit, double nanosInUnit, double spread) {
        this.unit = unit;
        this.nanosInUnit = nanosInUnit;
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
        double[] times = times(scenario, library);
        double[] ratios = ratios(scenario, library);
        out.printf(
                LINE,
                library.title(),
                Quantiles.median(times),
                range("%.1f", times),
                Quantiles.median(ratios),
                range("%.2f", ratios),
                bytes(scenario, library),
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
                paired(scenario, library, Measurement::bytes, (bytes, plainBytes) -> bytes - plainBytes));
    }

    private double[] times(Scenario scenario, Library library) {
        return of(scenario, library).stream()
                .mapToDouble(round -> round.nanos() / nanosInUnit)
                .toArray();
    }

    private double bytes(Scenario scenario, Library library) {
        return Quantiles.median(
                of(scenario, library).stream().mapToDouble(Measurement::bytes).toArray());
    }

    private double[] ratios(Scenario scenario, Library library) {
        return paired(scenario, library, Measurement::nanos, (nanos, plainNanos) -> nanos / plainNanos);
    }

    private double[] paired(
            Scenario scenario, Library library, ToDoubleFunction<Measurement> what, DoubleBinaryOperator relation) {
        List<Measurement> own = of(scenario, library);
        List<Measurement> plain = of(scenario, Library.JDBC);
        double[] related = new double[own.size()];
        for (int i = 0; i < related.length; i++) {
            related[i] = relation.applyAsDouble(what.applyAsDouble(own.get(i)), what.applyAsDouble(plain.get(i)));
        }
        return related;
    }

    private List<Measurement> of(Scenario scenario, Library library) {
        return rounds.getOrDefault(scenario, Map.of()).getOrDefault(library, List.of());
    }
}
