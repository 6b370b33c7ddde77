package dev.hawser.spi;

/** How an engine's positions, which are texts, compare. Does no I/O. Thread-safe. */
public interface PositionTracker {

    /** Where a position is, seen from a host. */
    enum Relation {
        /** The host has everything up to it. */
        REACHED,
        /** The host is on its way there: it is behind, or has not followed to the position's timeline yet. */
        BEHIND,
        /** The position is on an earlier timeline than the host, and no farther than the host is: whether it was carried over, the text alone does not tell. */
        EARLIER_TIMELINE,
        /** It is a position of other data. */
        FOREIGN
    }

    /**
     * Where {@code position} is, seen from a host that says it has reached {@code reached}.
     *
     * @throws IllegalArgumentException if {@code position} is not one of this engine's
     */
    Relation relation(String position, String reached);
}
