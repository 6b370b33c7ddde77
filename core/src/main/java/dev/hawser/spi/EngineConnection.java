package dev.hawser.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One connection to one server, as the pool sees it. For one thread at a time, but {@link #cancel()} and {@link #abort()} may be called from any. */
public interface EngineConnection {

    /** Asks the server for a sign of life. Never throws. Blocks for about {@code timeout} at most. */
    boolean isAlive(Duration timeout);

    /**
     * Brings the session back to how it was when it was opened: no open transaction, and every setting that was changed restored.
     *
     * @throws Exception if that is not possible; the connection is then closed
     */
    void reset() throws Exception;

    /** Whether a transaction is open, as far as the session knows without asking. Never throws. */
    default boolean inTransaction() {
        return false;
    }

    /** What the server calls this session (PostgreSQL: the process id of its backend); null where the driver does not know. Never throws, does no I/O. */
    default @Nullable String serverProcess() {
        return null;
    }

    /** What the server says of itself: {@code PostgreSQL 18.6}. */
    String serverVersion() throws Exception;

    /** The connections of every client to this database as the server counts them; null where it cannot tell. */
    @Nullable
    Integer connectionCount() throws Exception;

    /** Asks the server to stop the statement that runs now, if one does. Never throws. Called from another thread. */
    void cancel();

    /** Closes it. Never throws. */
    void close();

    /** Cuts it at once, without a word to the server. Never throws, does not block. */
    void abort();
}
