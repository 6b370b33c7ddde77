package dev.hawser.event;

/**
 * Is told what happens. It is called on the thread where it happened, never under a lock, and must not block. What it throws is logged and goes no further.
 * Implementations must be thread-safe.
 */
@FunctionalInterface
public interface DatabaseListener {

    /** Something happened. */
    void on(DatabaseEvent event);

    /**
     * Whether it is told of each statement and each loan of a connection too ({@link DatabaseEvent.Traffic}). That costs each of them some hundred nanoseconds. Asked once.
     */
    default boolean hearsTraffic() {
        return true;
    }
}
