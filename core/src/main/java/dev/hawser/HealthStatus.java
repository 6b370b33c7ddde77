package dev.hawser;

import java.util.Locale;

/** How a database is. */
public enum HealthStatus {
    /** Works. */
    HEALTHY,
    /** Works, but a replica is down, or it is slow, behind or saturated, or its newest backup is too old. */
    DEGRADED,
    /** Does not work. */
    UNHEALTHY,
    /** Not asked yet. */
    UNKNOWN;

    /** The lower-case name that JSON carries. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
