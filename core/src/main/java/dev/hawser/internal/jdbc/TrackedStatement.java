package dev.hawser.internal.jdbc;

import dev.hawser.internal.sql.ParsedSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds each execution of a statement, and its end. What runs, and since when, is kept in fields and not in an object of its own. For one thread
 * at a time.
 */
abstract class TrackedStatement extends DelegatingStatement {

    // The neighbours in the connection's list of open statements, which alone touches them.
    @Nullable
    TrackedStatement older;

    @Nullable
    TrackedStatement newer;

    final HawserConnection connection;
    final Statement delegate;
    private boolean closed;
    private @Nullable ParsedSql current;
    private long startedAt;

    TrackedStatement(HawserConnection connection, Statement delegate) {
        this.connection = connection;
        this.delegate = delegate;
    }

    @Override
    Statement delegate() throws SQLException {
        ensureOpen();
        return delegate;
    }

    final void ensureOpen() throws SQLException {
        connection.ensureOpen();
        if (closed) {
            throw SqlExceptions.statementClosed();
        }
    }

    /** Admits and starts what {@code sql} says. Every way it may end has a method below. */
    final void begin(String sql) throws SQLException {
        ensureOpen();
        begin(connection.admit(sql));
    }

    final void begin(ParsedSql sql) throws SQLException {
        ensureOpen();
        current = sql;
        startedAt = connection.start(delegate, sql);
    }

    final boolean executed(boolean hasRows) {
        done(0);
        return hasRows;
    }

    final int updated(int rows) {
        done(rows);
        return rows;
    }

    final long updated(long rows) {
        done(rows);
        return rows;
    }

    final ResultSet queried(ResultSet rows) {
        done(0);
        return new HawserResultSet(connection, this, current, rows);
    }

    final void done(long rows) {
        if (current != null) {
            connection.succeeded(current, startedAt, rows);
        }
    }

    final SQLException failed(SQLException error) {
        return connection.failed(current, "run a statement", startedAt, error);
    }

    @Override
    public @Nullable ResultSet getResultSet() throws SQLException {
        return wrapped(delegate().getResultSet());
    }

    @Override
    public @Nullable ResultSet getGeneratedKeys() throws SQLException {
        return wrapped(delegate().getGeneratedKeys());
    }

    private @Nullable ResultSet wrapped(@Nullable ResultSet rows) {
        return rows == null ? null : new HawserResultSet(connection, this, current, rows);
    }

    @Override
    public Connection getConnection() throws SQLException {
        ensureOpen();
        return connection;
    }

    @Override
    public boolean isClosed() throws SQLException {
        return closed || connection.isClosed() || delegate.isClosed();
    }

    @Override
    public void close() throws SQLException {
        if (!closed) {
            closed = true;
            connection.statementClosed(this);
            delegate.close();
        }
    }

    /** Closes it because its connection is closed. */
    void closeWith(JdbcLease lease) {
        closed = true;
        long now = lease.now();
        try {
            delegate.close();
        } catch (SQLException error) {
            // The connection is given back all the same; the judge decides whether it may be lent again.
            lease.failed(null, "close a statement that was left open", now, error);
        }
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || Unwrapping.isWrapperFor(delegate(), type);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : connection.unwrap(delegate(), type);
    }

    /** As the driver's, which may show the parameters. */
    @Override
    public String toString() {
        return delegate.toString();
    }
}
