package dev.hawser.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 30s}, {@code 500ms}, {@code 1h}, {@code 1.5s}, or a bare number in a unit that the place knows. */
public final class DurationText {

    // 12 digits of days are far above any bound, and their nanoseconds still fit what is computed with below.
    private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)\\s*([a-z]*)");

    private static final Map<String, Duration> UNITS = Map.ofEntries(
            Map.entry("ms", Duration.ofMillis(1)),
            Map.entry("s", Duration.ofSeconds(1)),
            Map.entry("sec", Duration.ofSeconds(1)),
            Map.entry("m", Duration.ofMinutes(1)),
            Map.entry("min", Duration.ofMinutes(1)),
            Map.entry("h", Duration.ofHours(1)),
            Map.entry("d", Duration.ofDays(1)));

    private DurationText() {}

    /**
     * Reads a duration.
     *
     * @param bareUnit the unit of a number without one: {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}
     * @throws IllegalArgumentException without a message if it is none
     */
    public static Duration parse(String text, String bareUnit) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException();
        }
        String name = matcher.group(2).isEmpty() ? bareUnit : matcher.group(2);
        Duration unit = UNITS.get(name);
        if (unit == null) {
            throw new IllegalArgumentException();
        }
        BigDecimal seconds = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(unit.toMillis()).movePointLeft(3));
        BigDecimal nanos = seconds.remainder(BigDecimal.ONE).movePointRight(9);
        return Duration.ofSeconds(seconds.longValue(), nanos.longValue());
    }

    /** Writes a duration in the largest unit that leaves no fraction. {@link #parse} reads it back. */
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.getNano() != 0) {
            BigDecimal millis = BigDecimal.valueOf(duration.getSeconds())
                    .movePointRight(3)
                    .add(BigDecimal.valueOf(duration.getNano()).movePointLeft(6));
            return millis.stripTrailingZeros().toPlainString() + "ms";
        }
        long seconds = duration.getSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
