package dev.hawser.benchmarks.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FairnessTest {

    @Test
    void jain_equalShares_isOne() {
        assertThat(Fairness.jain(new long[] {7, 7, 7, 7})).isEqualTo(1);
    }

    @Test
    void jain_oneGetsAll_isOneOfTheirNumber() {
        assertThat(Fairness.jain(new long[] {0, 12, 0, 0})).isEqualTo(0.25);
    }

    @Test
    void jain_twoGetTwiceAsMuch_isBetween() {
        assertThat(Fairness.jain(new long[] {2, 2, 1, 1})).isCloseTo(0.9, within(1e-9));
    }
}
