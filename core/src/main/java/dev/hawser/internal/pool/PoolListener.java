package dev.hawser.internal.pool;

import dev.hawser.error.DatabaseException;
import java.time.Duration;

/** Is told what a pool does. Called without any lock held; must not block. */
public interface PoolListener {

    /** Whether anybody wants to hear of every loan. */
    boolean heard();

    /** A connection was lent. Only told if {@link #heard}. */
    void acquired(Duration waited);

    /** A connection came back. Only told if {@link #heard}. */
    void released(Duration used);

    /** A connection was opened. */
    void opened(Duration took);

    /** A connection could not be opened. */
    void openFailed(DatabaseException error, Duration took);

    /** A connection was closed. */
    void closed(String reason);

    /** A caller gave up waiting. */
    void timedOut();

    /** A caller was refused before it began to wait. */
    void rejected();

    /** A connection has been held for longer than {@code pool.leak-threshold}; {@code holder} tells by whom, with stacks. */
    void leakSuspected(String holder);

    /** A lease was lost without being released, and its connection was closed. */
    void leakReclaimed(String holder);
}
