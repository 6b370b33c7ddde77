package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.testkit.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatementClockTest {

    private final ManualTicker ticker = new ManualTicker(Long.MAX_VALUE - 5);

    private boolean stops(StatementClock clock, Duration later) {
        ticker.advance(later);
        return clock.progress() != 0;
    }

    @Test
    void progress_limitReachedInSmallSteps_stops() {
        StatementClock clock = new StatementClock(Duration.ofMillis(200), ticker);
        clock.start();
        assertThat(stops(clock, Duration.ofMillis(99))).isFalse();
        assertThat(stops(clock, Duration.ofMillis(99))).isFalse();
        assertThat(stops(clock, Duration.ofMillis(2))).isTrue();
    }

    @Test
    void progress_readerWasBusyBetweenRows_goesOn() {
        StatementClock clock = new StatementClock(Duration.ofMillis(200), ticker);
        clock.start();
        assertThat(stops(clock, Duration.ofHours(1))).isFalse();
        assertThat(stops(clock, Duration.ofMillis(99))).isFalse();
        assertThat(stops(clock, Duration.ofMillis(1))).isTrue();
    }

    @Test
    void start_nextStatement_beginsAnew() {
        StatementClock clock = new StatementClock(Duration.ofMillis(100), ticker);
        clock.start();
        assertThat(stops(clock, Duration.ofMillis(100))).isTrue();
        clock.start();
        assertThat(stops(clock, Duration.ofMillis(50))).isFalse();
    }

    @Test
    void progress_withoutLimit_neverStops() {
        StatementClock clock = new StatementClock(Duration.ZERO, ticker);
        clock.start();
        assertThat(stops(clock, Duration.ofDays(365))).isFalse();
    }

    @Test
    void abort_anyStatement_stopsForGood() {
        StatementClock clock = new StatementClock(Duration.ZERO, ticker);
        clock.abort();
        clock.start();
        assertThat(stops(clock, Duration.ZERO)).isTrue();
    }
}
