package dev.hawser.server;

import com.fasterxml.jackson.annotation.JsonInclude;
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

    private static final double NANOS_A_MILLISECOND = 1e6;
    private static final double NANOS_A_SECOND = 1e9;
    private static final double THOUSAND = 1e3;
    private static final double MILLION = 1e6;

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
    static @Nullable Double milliseconds(@Nullable Duration duration) {
        return duration == null ? null : Math.round(duration.toNanos() / NANOS_A_MILLISECOND * THOUSAND) / THOUSAND;
    }

    /** Seconds with six decimals. */
    static double seconds(Duration duration) {
        return Math.round(duration.toNanos() / NANOS_A_SECOND * MILLION) / MILLION;
    }
}
