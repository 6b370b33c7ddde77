package dev.hawser.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FaultArgumentsTest {

    private final FaultScenario<?> stop = new FailoverScenario(Outage.STOP);

    @Test
    void of_nothing_asksForEverythingAsItIsMeant() {
        FaultArguments asked = FaultArguments.of();

        assertThat(asked.wants(stop)).isTrue();
        assertThat(asked.rounds(stop)).isEqualTo(stop.rounds());
        assertThat(asked.writers()).isEqualTo(20);
        assertThat(asked.callsOr(7)).isEqualTo(7);
        assertThat(asked.subjects()).containsExactly(FaultSubject.values());
    }

    @Test
    void of_options_limitsWhatIsRun() {
        FaultArguments asked =
                FaultArguments.of("--rounds=2", "--writers=50", "--calls=9", "--subjects=hawser-vip,hawser", "sto");

        assertThat(asked.wants(stop)).isTrue();
        assertThat(asked.wants(new FailoverScenario(Outage.KILL))).isFalse();
        assertThat(asked.rounds(stop)).isEqualTo(2);
        assertThat(asked.writers()).isEqualTo(50);
        assertThat(asked.callsOr(7)).isEqualTo(9);
        assertThat(asked.subjects()).containsExactly(FaultSubject.HAWSER, FaultSubject.HAWSER_VIP);
    }

    @Test
    void of_whatThereIsNot_isRefused() {
        assertThatThrownBy(() -> FaultArguments.of("--fast")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FaultArguments.of("--subjects=c3p0")).isInstanceOf(IllegalArgumentException.class);
    }
}
