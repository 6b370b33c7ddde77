package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultScriptTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void steps_ofTheSameSeed_areTheSame() {
        assertThat(FaultScript.of(7, MINUTE).steps())
                .isEqualTo(FaultScript.of(7, MINUTE).steps());
        assertThat(FaultScript.of(7, MINUTE).steps())
                .isNotEqualTo(FaultScript.of(8, MINUTE).steps());
    }

    @Test
    void steps_ofALongScript_beginBeforeItsEnd_andDoNotOverlap_andHaveEveryKind() {
        List<FaultScript.Step> steps = FaultScript.of(3, MINUTE).steps();
        Duration end = Duration.ZERO;
        for (FaultScript.Step step : steps) {
            assertThat(step.at()).isGreaterThanOrEqualTo(end).isLessThan(MINUTE);
            end = step.at().plus(step.lasting());
        }
        assertThat(steps).extracting(FaultScript.Step::fault).contains(Fault.values());
    }

    @Test
    void steps_ofSelectedKinds_areOfThoseOnly_whateverTheirOrder() {
        FaultScript script = FaultScript.of(5, MINUTE, List.of(Fault.KILL_PRIMARY, Fault.CUT_CONNECTIONS));
        assertThat(script.steps())
                .extracting(FaultScript.Step::fault)
                .containsOnly(Fault.KILL_PRIMARY, Fault.CUT_CONNECTIONS);
        assertThat(FaultScript.of(5, MINUTE, List.of(Fault.CUT_CONNECTIONS, Fault.KILL_PRIMARY))
                        .steps())
                .isEqualTo(script.steps());
    }

    @Test
    void script_withoutKinds_isRefused() {
        Set<Fault> none = EnumSet.noneOf(Fault.class);
        assertThatThrownBy(() -> FaultScript.of(1, MINUTE, none)).isInstanceOf(IllegalArgumentException.class);
    }
}
