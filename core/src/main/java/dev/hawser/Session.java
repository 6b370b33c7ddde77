package dev.hawser;

/**
 * One unit of work on one connection. The connection is taken from the pool at the first statement and given back by {@link #close()}; a transaction
 * is open from the first statement until {@link #commit()} or {@link #rollback()}. Closing without a commit rolls back.
 *
 * <p>For one thread at a time. Two sessions in one thread are two sessions: neither sees the other's uncommitted work.
 */
public interface Session extends SqlOperations, AutoCloseable {

    /** Commits the work so far. The next statement begins a new transaction. Without any work it does nothing. */
    void commit();

    /** Rolls back the work so far. The next statement begins a new transaction. Without any work it does nothing. */
    void rollback();

    /** The JDBC connection of this session, valid until it is closed. Closing it has no effect; the session stays in charge. */
    java.sql.Connection connection();

    /** Whether this session was closed. */
    boolean isClosed();

    /** Rolls back what was not committed and gives the connection back. Closing again has no effect. */
    @Override
    void close();
}
