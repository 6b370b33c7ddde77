package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class DurationTextProperties {

    @Property
    void format_anyDuration_isReadBack(@ForAll @LongRange(min = 0, max = 100_000_000_000_000_000L) long nanos) {
        Duration duration = Duration.ofNanos(nanos);
        assertThat(DurationText.parse(DurationText.format(duration), "s")).isEqualTo(duration);
    }

    @Example
    void parse_units_areKnown() {
        assertThat(DurationText.parse("500ms", "s")).isEqualTo(Duration.ofMillis(500));
        assertThat(DurationText.parse("30s", "ms")).isEqualTo(Duration.ofSeconds(30));
        assertThat(DurationText.parse("3 min", "s")).isEqualTo(Duration.ofMinutes(3));
        assertThat(DurationText.parse("1H", "s")).isEqualTo(Duration.ofHours(1));
        assertThat(DurationText.parse("2d", "s")).isEqualTo(Duration.ofDays(2));
        assertThat(DurationText.parse("1.5s", "s")).isEqualTo(Duration.ofMillis(1500));
    }

    @Example
    void parse_bareNumber_hasTheUnitOfItsProperty() {
        assertThat(DurationText.parse("30", "s")).isEqualTo(Duration.ofSeconds(30));
        assertThat(DurationText.parse("30", "ms")).isEqualTo(Duration.ofMillis(30));
        assertThat(DurationText.parse("0.5", "s")).isEqualTo(Duration.ofMillis(500));
    }

    @Example
    void parse_anythingElse_isRefused() {
        for (String text : new String[] {"", "-1", "-1s", "1y", "s", "1s2", "1,5s", "PT30S", "NaN", "1e3"}) {
            assertThatIllegalArgumentException().as(text).isThrownBy(() -> DurationText.parse(text, "s"));
        }
    }

    @Example
    void format_roundNumbers_useTheLargestUnit() {
        assertThat(DurationText.format(Duration.ofSeconds(90))).isEqualTo("90s");
        assertThat(DurationText.format(Duration.ofSeconds(180))).isEqualTo("3m");
        assertThat(DurationText.format(Duration.ofMillis(1500))).isEqualTo("1500ms");
        assertThat(DurationText.format(Duration.ZERO)).isEqualTo("0s");
        assertThat(DurationText.format(Duration.ofDays(1))).isEqualTo("1d");
    }
}
