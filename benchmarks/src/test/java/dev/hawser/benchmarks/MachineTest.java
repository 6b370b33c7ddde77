package dev.hawser.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MachineTest {

    @Test
    void busy_linesOfTheSystem_leavesIdleAndWaitingOut() {
        assertThat(Machine.busy(List.of("cpu  100 20 30 4000 500 6 7 8 0 0", "cpu0 1 2 3 4 5 6 7 8 0 0")))
                .isEqualTo(100 + 20 + 30 + 6 + 7 + 8);
    }

    @Test
    void own_aNameWithSpacesAndBrackets_countsFromBehindIt() {
        assertThat(Machine.own("42 (ja) va x) S 1 2 3 4 5 6 7 8 9 10 1000 200 30 4 20 0 77"))
                .isEqualTo(1234);
    }
}
