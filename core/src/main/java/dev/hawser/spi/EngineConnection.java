package dev.hawser.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one server, as the pool sees it. For one thread at a time, but {@link #cancel()}, {@link #abort()}, {@link #inTransaction()} and
 * {@link #serverProcess()} may be called from any.
 */
public interface EngineConnection {

    /** Asks the server for a sign of life. Never throws. Blocks for about {@code timeout} at most, also where that is less than a second. */
    boolean isAlive(Duration timeout);

    /**
     * Brings the session back to how it was when it was opened: no open transaction, and every setting that was changed restored.
     *
     * @throws Exception if that is not possible; the connection is then closed
     */
    void reset() throws Exception;

    /** What the server says of itself: {@code PostgreSQL 18.6}. */
    String serverVersion() throws Exception;

    /** The connections of every client to this database as the server counts them; null where it cannot tell. */
    @Nullable
    Integer connectionCount() throws Exception;

    /** Whether a transaction is open, or will be at the next statement, as far as this side knows: nobody is asked. Never throws, does not block. */
    boolean inTransaction();

    /** The process or session of the server that serves it, by which an administrator finds it there; null where that is not known. Does not block. */
    @Nullable
    String serverProcess();

    /** Asks the server to stop the statement that runs now, if one does. Never throws. Called from another thread. */
    void cancel();

    /** Closes it. Never throws. */
    void close();

    /** Cuts it at once, without a word to the server. Never throws, does not block. */
    void abort();
}
