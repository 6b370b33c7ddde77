package dev.hawser.config;

import java.util.Locale;

/** How much an alert matters. */
public enum AlertSeverity {
    /** To be looked at soon. */
    WARNING,
    /** To be looked at now. */
    CRITICAL;

    /** The lower-case name that files and JSON carry. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
