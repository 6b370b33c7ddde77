package dev.hawser.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.testkit.Told;
import dev.hawser.testkit.TransferOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HangingTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MOST = Duration.ofSeconds(11);

    @Test
    void writers_oneWithTwoLongCalls_countsOnce() {
        List<TransferOutcome> outcomes =
                List.of(call(0, 12, Told.DONE), call(0, 13, Told.FAILED), call(1, 10, Told.DONE));

        assertThat(Hanging.writers(outcomes, START.plusSeconds(60), MOST)).isEqualTo(1);
    }

    @Test
    void writers_oneThatHasNotComeBack_countsUntilNow() {
        List<TransferOutcome> outcomes = List.of(call(0, 0, Told.NOTHING));

        assertThat(Hanging.writers(outcomes, START.plusSeconds(10), MOST)).isZero();
        assertThat(Hanging.writers(outcomes, START.plusSeconds(12), MOST)).isEqualTo(1);
    }

    private static TransferOutcome call(int writer, int seconds, Told told) {
        return new TransferOutcome(1, writer, START, START.plusSeconds(seconds), told, null);
    }
}
