package dev.hawser.cli;

import java.time.Duration;
import java.util.Locale;

/** Sizes and times as people read them. */
final class ByteText {

    private static final String[] UNITS = {"bytes", "KB", "MB", "GB", "TB", "PB"};
    private static final int STEP = 1000;
    private static final int MINUTE = 60;

    private ByteText() {}

    /** Such as {@code 1.4 GB}. */
    static String of(long bytes) {
        double value = (double) bytes;
        int unit = 0;
        while (value >= STEP && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    /** Such as {@code 0.3 s}. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toNanos() / 1e9);
    }

    /** Such as {@code 1:05} or {@code 2:00:00}. */
    static String clock(long seconds) {
        long minutes = seconds / MINUTE;
        return minutes < MINUTE
                ? String.format(Locale.ROOT, "%d:%02d", minutes, seconds % MINUTE)
                : String.format(Locale.ROOT, "%d:%02d:%02d", minutes / MINUTE, minutes % MINUTE, seconds % MINUTE);
    }
}
