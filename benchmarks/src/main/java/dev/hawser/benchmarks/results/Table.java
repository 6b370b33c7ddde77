package dev.hawser.benchmarks.results;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Prints results: medians of the rounds, the lowest and the highest, and how they relate to a yardstick's, mostly HikariCP's, and to the best of the others'. For one thread. */
public final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    private Table() {}

    /** {@code yardstick} is the one by HikariCP. */
    public static Table of(List<Metric> metrics, Results results, Contender yardstick) {
        return of(metrics, results, yardstick, "x Hikari");
    }

    /** {@code relation}: the head of the columns that relate to {@code yardstick}. */
    public static Table of(List<Metric> metrics, Results results, Contender yardstick, String relation) {
        Table table = new Table();
        table.rows.add(head(metrics, relation));
        for (Contender contender : results.contenders()) {
            table.rows.add(row(contender, metrics, results, yardstick));
        }
        return table;
    }

    private static List<String> head(List<Metric> metrics, String relation) {
        List<String> head = new ArrayList<>(List.of(""));
        for (Metric metric : metrics) {
            head.add(metric.name());
            if (metric.isCompared()) {
                head.addAll(List.of(relation, "x best"));
            }
        }
        return head;
    }

    private static List<String> row(Contender contender, List<Metric> metrics, Results results, Contender yardstick) {
        List<String> row = new ArrayList<>(List.of(contender.title()));
        for (Metric metric : metrics) {
            double median = results.median(contender, metric);
            row.add(metric.format(median) + spread(metric, results.values(contender, metric)));
            if (metric.isCompared()) {
                row.add(ratio(median, results.median(yardstick, metric)));
                row.add(ratio(median, results.bestPeer(metric)));
            }
        }
        return row;
    }

    private static String spread(Metric metric, double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        String lowest = metric.format(sorted[0]);
        String highest = metric.format(sorted[sorted.length - 1]);
        return lowest.equals(highest) ? "" : " (" + lowest + ".." + highest + ")";
    }

    private static String ratio(double value, double other) {
        double ratio = value / other;
        return Double.isFinite(ratio) ? String.format("%.2f", ratio) : "-";
    }

    /** As text: the first column from the left, the others from the right. */
    public void print(PrintStream out) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(String.format("%-" + Math.max(1, widths[0]) + "s", row.get(0)));
            for (int column = 1; column < columns; column++) {
                line.append(String.format("  %" + widths[column] + "s", row.get(column)));
            }
            out.println(line);
        }
    }
}
