package dev.hawser.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * Where something begins to be wrong. Immutable.
 *
 * @param unit what is counted
 * @param value a number, a share from 0 to 1, or seconds, by {@code unit}
 */
public record AlertThreshold(Unit unit, double value) {

    /** What a threshold counts. */
    public enum Unit {
        /** Nothing: the rule knows yes and no alone. */
        NONE,
        /** A number. */
        COUNT,
        /** A share of a whole. */
        SHARE,
        /** A time span. */
        TIME
    }

    /** That of a rule that has none. */
    public static final AlertThreshold NONE = new AlertThreshold(Unit.NONE, 0);

    /** A number. */
    public static AlertThreshold count(int value) {
        return new AlertThreshold(Unit.COUNT, value);
    }

    /** A share, from 0 to 1. */
    public static AlertThreshold share(double value) {
        return new AlertThreshold(Unit.SHARE, value);
    }

    /** A time span. */
    public static AlertThreshold time(Duration value) {
        return new AlertThreshold(Unit.TIME, value.toNanos() / 1e9);
    }

    /** The time span; of another unit that is a mistake. */
    public Duration duration() {
        if (unit != Unit.TIME) {
            throw new IllegalStateException(this + " is not a time span");
        }
        return Duration.ofNanos(Math.round(value * 1e9));
    }

    /** As a file has it: {@code 20}, {@code 90%}, {@code 30s}. */
    @Override
    public String toString() {
        return switch (unit) {
            case NONE -> "none";
            case COUNT -> plain(value);
            case SHARE -> plain(value * 100) + "%";
            case TIME -> DurationText.format(duration());
        };
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number)
                .setScale(3, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
