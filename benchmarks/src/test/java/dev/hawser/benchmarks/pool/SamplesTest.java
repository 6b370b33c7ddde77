package dev.hawser.benchmarks.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {

    @Test
    void quantile_hundredValues_isTheSmallestThatEnoughAreNotAbove() {
        Samples samples = new Samples(1);
        for (int value = 100; value >= 1; value--) {
            samples.add(value);
        }

        assertThat(samples.quantile(0.5)).isEqualTo(50);
        assertThat(samples.quantile(0.99)).isEqualTo(99);
        assertThat(samples.quantile(0.999)).isEqualTo(100);
        assertThat(samples.quantile(1)).isEqualTo(100);
        assertThat(samples.quantile(0)).isEqualTo(1);
    }

    @Test
    void quantile_noValues_isNotANumber() {
        assertThat(new Samples(8).quantile(0.5)).isNaN();
        assertThat(new Samples(8).mean()).isNaN();
    }

    @Test
    void of_parts_hasTheValuesOfAll() {
        Samples first = new Samples(1);
        first.add(1);
        first.add(2);
        Samples second = new Samples(4);
        second.add(9);

        Samples all = Samples.of(List.of(first, new Samples(3), second));

        assertThat(all.size()).isEqualTo(3);
        assertThat(all.mean()).isEqualTo(4);
        assertThat(all.quantile(1)).isEqualTo(9);
    }
}
