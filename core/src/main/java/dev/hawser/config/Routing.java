package dev.hawser.config;

import java.util.Locale;

/** Which of the hosts that may serve a read does. */
public enum Routing {
    /** They take turns. */
    ROUND_ROBIN,
    /** The one whose pool lends the fewest connections at the moment. */
    LEAST_BUSY,
    /** The one that answered fastest of late; those within a quarter of it take turns. */
    LATENCY;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
