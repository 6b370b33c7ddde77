package dev.hawser.benchmarks.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PoolArgumentsTest {

    private final Measure spike = new SpikeMeasure();

    @Test
    void of_nothing_asksForEverythingAsItIsMeant() {
        PoolArguments asked = PoolArguments.of();

        assertThat(asked.wants(spike)).isTrue();
        assertThat(asked.rounds(spike)).isEqualTo(spike.rounds());
        assertThat(asked.pools(spike)).containsExactlyElementsOf(spike.libraries());
        assertThat(asked.repeats(spike)).isTrue();
    }

    @Test
    void of_options_limitsWhatIsRun() {
        PoolArguments asked =
                PoolArguments.of("--rounds=2", "--pools=hikari,hawser_lease", "--anyway", "spi", "nested");

        assertThat(asked.wants(spike)).isTrue();
        assertThat(asked.wants(new MemoryMeasure())).isFalse();
        assertThat(asked.rounds(spike)).isEqualTo(2);
        assertThat(asked.pools(spike)).containsExactly(PoolLibrary.HIKARI, PoolLibrary.HAWSER_LEASE);
        assertThat(asked.repeats(spike)).isFalse();
    }

    @Test
    void of_whatThereIsNot_isRefused() {
        assertThatThrownBy(() -> PoolArguments.of("--fast")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PoolArguments.of("--pools=c3p0")).isInstanceOf(IllegalArgumentException.class);
    }
}
