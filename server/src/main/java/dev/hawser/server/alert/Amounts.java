package dev.hawser.server.alert;

import java.time.Duration;
import java.util.Locale;

/** Numbers as sentences have them. */
final class Amounts {

    private Amounts() {}

    /** {@code 1 caller}, {@code 3 callers}. */
    static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** {@code 7 %}, {@code 0.4 %}. */
    static String share(double share) {
        return (share < 0.1 ? String.format(Locale.ROOT, "%.1f", share * 100) : Long.toString(Math.round(share * 100)))
                + " %";
    }

    /** {@code 250 ms}, {@code 31 s}, {@code 12 minutes}. */
    static String time(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            return time.toMillis() + " ms";
        }
        if (time.compareTo(Duration.ofMinutes(2)) < 0) {
            return time.toSeconds() + " s";
        }
        return counted(Math.round(time.toSeconds() / 60.0), "minute");
    }
}
