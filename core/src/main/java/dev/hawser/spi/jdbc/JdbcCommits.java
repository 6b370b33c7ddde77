package dev.hawser.spi.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an engine commits so that the outcome can be found out when the answer is lost, and where in history the commit is. There are two ways. The transaction's id,
 * where the server remembers what became of an id; it counts on the same timeline only. Or a marker: a row with a unique key that the transaction writes together with its
 * commit. Thread-safe.
 */
public interface JdbcCommits {

    /** What became of a transaction. */
    enum Outcome {
        /** It was committed. */
        COMMITTED,
        /** It was rolled back, and nothing that is still on its way can change that. */
        ROLLED_BACK,
        /** The server still works on it. */
        IN_PROGRESS,
        /** The server does not know any more. */
        UNKNOWN
    }

    /**
     * Commits the transaction that is open, in one round trip. If {@code marker} is not null and the transaction wrote something, it writes the marker too.
     *
     * @return a position that covers the commit; null if this engine has none
     */
    @Nullable
    String commit(Connection connection, @Nullable String marker) throws SQLException;

    /** A position that covers every commit so far; null if this engine has none. Over a connection in auto-commit mode to the primary. One round trip. */
    @Nullable
    String position(Connection connection) throws SQLException;

    /** The id of the transaction that is open, with what else is needed to ask for it later; null if it wrote nothing so far. One round trip. */
    @Nullable
    String transactionId(Connection connection) throws SQLException;

    /**
     * What became of the transaction with this id; {@code UNKNOWN} on another timeline than the one on which it ran, because there the id may be another transaction's. Over a
     * connection in auto-commit mode to the primary.
     */
    Outcome outcome(Connection connection, String transactionId) throws SQLException;

    /**
     * Decides what became of the transaction that was to write {@code marker}, by writing the same marker: if that is there already, the transaction was committed; if not,
     * it never will be, because its own commit now fails on the unique key, even if it is still on its way. Waits for a transaction that is just being committed. Over a
     * connection in auto-commit mode to the primary.
     */
    Outcome settle(Connection connection, String marker) throws SQLException;

    /** Makes the table of the markers if it does not exist. Over a connection in auto-commit mode to the primary. */
    void prepareMarkers(Connection connection) throws SQLException;

    /** Deletes markers that are older than {@code age}, and returns how many. Over a connection in auto-commit mode to the primary. */
    int pruneMarkers(Connection connection, Duration age) throws SQLException;
}
