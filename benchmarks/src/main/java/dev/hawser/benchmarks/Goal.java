package dev.hawser.benchmarks;

import java.util.List;

/**
 * What Hawser's helpers may cost at most, mapping to records, against plain JDBC over the same pool.
 *
 * @param ratio of the times
 * @param moreBytes a call
 */
record Goal(Scenario scenario, double ratio, double moreBytes) {

    static final List<Goal> STUB = List.of(
            new Goal(Scenario.ONE_ROW, 2.0, 400), new Goal(Scenario.HUNDRED_ROWS, 1.5, Double.POSITIVE_INFINITY));

    static final List<Goal> POSTGRESQL = List.of(
            new Goal(Scenario.ONE_ROW, 1.03, Double.POSITIVE_INFINITY),
            new Goal(Scenario.HUNDRED_ROWS, 1.03, Double.POSITIVE_INFINITY),
            new Goal(Scenario.UPDATE, 1.03, Double.POSITIVE_INFINITY));

    /** Whether it was reached, as a line to print. */
    String judged(Report report) {
        double measuredRatio = report.ratio(scenario, Library.HAWSER_RECORD);
        double measuredBytes = report.moreBytes(scenario, Library.HAWSER_RECORD);
        boolean reached = measuredRatio <= ratio && measuredBytes <= moreBytes;
        String bytes = moreBytes == Double.POSITIVE_INFINITY
                ? ""
                : String.format(", %+.0f B of at most %+.0f", measuredBytes, moreBytes);
        return String.format(
                "goal, %s, %s: %.3f x plain JDBC of at most %.2f%s: %s",
                scenario.title(),
                Library.HAWSER_RECORD.title(scenario),
                measuredRatio,
                ratio,
                bytes,
                reached ? "reached" : "MISSED");
    }
}
