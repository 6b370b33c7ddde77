package dev.hawser.internal.jdbc;

/** Where the {@code DataSource} gets its connections from. Thread-safe. */
public interface JdbcDoor {

    /**
     * Takes a connection. Blocks for at most {@code pool.timeout}.
     *
     * @param readOnly whether a replica may serve it
     * @throws dev.hawser.error.DatabaseException if there is none in time
     */
    JdbcLease acquire(boolean readOnly);

    /** Whether it makes a difference to {@link #acquire} what is asked for; if not, a connection may be taken before that is known. */
    boolean routes();

    /** Whether its connections refuse writes, by configuration. */
    boolean readonly();

    /** The database's name, for messages. */
    String name();

    /** Whether the manager was closed. */
    boolean isClosed();
}
