package dev.hawser.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTest {

    private final Report report = new Report("ns", 1, Report.Relation.TO_SAME_ROUND, 0);

    @Test
    void ratio_severalRounds_isTheMedianOfTheRatiosWithinRounds() {
        round(100, 150);
        round(400, 480); // the machine was slow: both sides of the ratio were
        round(100, 110);

        assertThat(report.ratio(Scenario.ONE_ROW, Library.HAWSER_RECORD)).isEqualTo(1.2);
    }

    @Test
    void ratio_toTheMedian_doesNotDependOnOneBadRound() {
        Report toMedian = new Report("ns", 1, Report.Relation.TO_MEDIAN, 0);
        double[] plain = {100, 4000, 100};
        for (double nanos : plain) {
            toMedian.add(Scenario.ONE_ROW, Library.JDBC, new Measurement(nanos, 0));
            toMedian.add(Scenario.ONE_ROW, Library.HAWSER_RECORD, new Measurement(120, 0));
        }

        assertThat(toMedian.ratio(Scenario.ONE_ROW, Library.HAWSER_RECORD)).isEqualTo(1.2);
    }

    @Test
    void judged_overTheGoal_saysMissed() {
        round(100, 210);

        assertThat(new Goal(Scenario.ONE_ROW, 2.0, 400).judged(report)).endsWith("MISSED");
        assertThat(new Goal(Scenario.ONE_ROW, 2.1, 400).judged(report)).endsWith("reached");
        assertThat(new Goal(Scenario.ONE_ROW, 2.1, 399).judged(report)).endsWith("MISSED");
    }

    @Test
    void quantile_betweenTwoValues_isInterpolated() {
        double[] values = {4, 1, 3, 2};

        assertThat(Quantiles.median(values)).isEqualTo(2.5);
        assertThat(Quantiles.of(values, 0)).isEqualTo(1);
        assertThat(Quantiles.of(values, 1)).isEqualTo(4);
    }

    private void round(double plain, double hawser) {
        report.add(Scenario.ONE_ROW, Library.JDBC, new Measurement(plain, 100));
        report.add(Scenario.ONE_ROW, Library.HAWSER_RECORD, new Measurement(hawser, 500));
    }
}
