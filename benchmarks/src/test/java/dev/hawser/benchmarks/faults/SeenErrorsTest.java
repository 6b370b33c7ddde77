package dev.hawser.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SeenErrorsTest {

    @Test
    void add_errorsThatDifferInNumbers_areOfOneKind() {
        SeenErrors errors = new SeenErrors();
        errors.add(new SQLException("refused"));
        errors.add(new SQLException("lost after 12 ms"));
        errors.add(new SQLException("lost after 7 ms"));

        assertThat(errors.count()).isEqualTo(3);
        assertThat(errors.mostFrequent(1)).containsExactly("2 x SQLException: lost after # ms");
    }
}
