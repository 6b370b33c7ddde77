package dev.hawser.server.live;

import java.util.Locale;

/** How bad something is. */
public enum Severity {
    /** Good to know. */
    INFO,
    /** Somebody should look at it. */
    WARNING,
    /** Something does not work. */
    ERROR;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
