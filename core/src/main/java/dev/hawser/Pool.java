package dev.hawser;

import java.time.Duration;
import java.util.List;

/** The pools of one database, all hosts together: what they do, and what an operator may do with them. Thread-safe. */
public interface Pool {

    /** The connections at this moment. Does not block. */
    PoolStats stats();

    /** How much was done since the database was opened. Does not block. */
    PoolTotals totals();

    /** How long callers waited, loans lasted and connects took since the database was opened. Does not block. */
    PoolTimes times();

    /** Who holds connections at this moment, those that have held longest first. Looks at the stack of each holder, which stops it for a moment. */
    List<ConnectionHolder> holders();

    /**
     * Changes the bounds of each host's pool until the database is opened anew. Connections above them are closed when they are idle. Does not block, but for closing.
     *
     * @param size from 1
     * @param maxOverflow from 0
     * @throws IllegalArgumentException if a bound is outside of that
     */
    void resize(int size, int maxOverflow);

    /**
     * Lends nothing and opens nothing until {@link #resume}: who asks waits, up to its deadline, and is not told if the server is down; who has a connection goes on.
     * Again has no effect.
     */
    void suspend();

    /** Whether nothing is lent until {@link #resume}. Does not block. */
    boolean isSuspended();

    /** Ends {@link #suspend}. Again has no effect. */
    void resume();

    /** Lets go of connections, and opens new ones when they are asked for. Blocks for closing what is idle. */
    void flush(FlushMode mode);

    /**
     * Suspends, waits until everything lent has come back or {@code timeout} is over, then cancels what runs, and cuts what does not end within a second of that. Stays
     * suspended, until {@link #resume}.
     */
    DrainReport drain(Duration timeout);
}
