package dev.hawser.config;

import java.util.Locale;

/** Which hosts serve reads that may be behind. */
public enum ReadHosts {
    /** All, the primary included. */
    ALL,
    /** Replicas, and the primary only while there is none. */
    REPLICAS_FIRST;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
