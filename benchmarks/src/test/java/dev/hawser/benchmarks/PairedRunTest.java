package dev.hawser.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PairedRunTest {

    @Test
    void measure_oneRound_reportsEveryLibraryAndTheGoals() throws Exception {
        Report report = new Report("us", 1_000, Report.Relation.TO_SAME_ROUND, 0.25);
        try (Subject subject = Subject.stub()) {
            new PairedRun(subject, 2).measure(1, report);
        }

        assertThat(printed(report))
                .contains("1 row", "100 rows", "update", "goal, 1 row, Hawser, record")
                .contains("plain JDBC", "Hawser, record", "Jdbi, lambda");
        assertThat(report.ratio(Scenario.ONE_ROW, Library.JDBC)).isEqualTo(1);
    }

    private static String printed(Report report) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        report.print(new PrintStream(text, true, StandardCharsets.UTF_8), Goal.STUB);
        return text.toString(StandardCharsets.UTF_8);
    }
}
