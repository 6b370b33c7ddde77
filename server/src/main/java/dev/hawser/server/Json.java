package dev.hawser.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hawser.TimeDistribution;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How everything is written as JSON: keys in snake_case, every key present, times in ISO 8601. Thread-safe. */
public final class Json {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .changeDefaultPropertyInclusion(always -> always.withValueInclusion(JsonInclude.Include.ALWAYS))
            .build();

    private static final int NANOS_SCALE_OF_MILLISECONDS = 6;
    private static final int NANOS_SCALE_OF_SECONDS = 9;

    private static final double DECIMALS = 1_000;

    private Json() {}

    /** A value on one line. */
    public static String line(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** A value with line breaks, for people. */
    public static String indented(Object value) {
        return MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
    }

    /** Milliseconds with three decimals; null for null. */
    static @Nullable BigDecimal milliseconds(@Nullable Duration duration) {
        return duration == null
                ? null
                : BigDecimal.valueOf(duration.toNanos(), NANOS_SCALE_OF_MILLISECONDS)
                        .setScale(3, RoundingMode.HALF_UP);
    }

    /** What so many of a hundred do not exceed, in milliseconds; null if there are none. */
    static @Nullable BigDecimal percentile(TimeDistribution times, double percent) {
        return times.count() == 0 ? null : milliseconds(times.percentile(percent));
    }

    /** With three decimals at most, and none if it needs none; null for what is no number. */
    static @Nullable Number number(double value) {
        if (Double.isNaN(value)) {
            return null;
        }
        double rounded = Math.round(value * DECIMALS) / DECIMALS;
        long whole = (long) rounded;
        if (whole == rounded) {
            return whole;
        }
        return rounded;
    }

    /** Seconds with six decimals. */
    static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), NANOS_SCALE_OF_SECONDS).setScale(6, RoundingMode.HALF_UP);
    }
}
