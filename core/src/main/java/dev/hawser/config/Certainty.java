package dev.hawser.config;

import java.util.Locale;

/** How the outcome of a commit is found out whose answer was lost. */
public enum Certainty {
    /** By the transaction's id, as long as the primary is on the same timeline. Costs a round trip for each transaction that writes. */
    XID,
    /** By a row that the transaction writes with its commit. Holds across fail-overs; costs the row. */
    MARKER,
    /** Not at all. */
    OFF;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
