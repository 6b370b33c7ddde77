package dev.hawser.internal.jdbc;

import dev.hawser.error.DatabaseException;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** When a connection takes its lease and gives it back. Where the database routes, it is taken by the first call that needs a server. */
abstract class LeasedConnection extends DelegatingConnection {

    final JdbcDoor door;
    // Null once there is a lease. Only the using thread touches it; the other two are also seen by whoever aborts.
    private @Nullable EarlySettings early;
    private volatile @Nullable JdbcLease lease;
    private volatile boolean closed;

    LeasedConnection(JdbcDoor door, @Nullable JdbcLease lease) {
        this.door = door;
        if (lease == null) {
            early = new EarlySettings();
        } else {
            hold(lease);
        }
    }

    private void hold(JdbcLease taken) {
        // Nearly every call may leave a warning behind, and clearing them is local in every driver.
        taken.connection().warned();
        lease = taken;
    }

    final JdbcLease lease() throws SQLException {
        ensureOpen();
        JdbcLease held = lease;
        return held != null ? held : take();
    }

    private JdbcLease take() throws SQLException {
        EarlySettings settings = early;
        JdbcLease taken = acquire(settings != null && Boolean.TRUE.equals(settings.readOnly));
        hold(taken);
        if (closed) { // aborted while this thread was waiting, by one who may not have seen the lease
            taken.release();
            throw SqlExceptions.connectionClosed(door.name());
        }
        if (settings != null) {
            apply(settings, taken);
        }
        early = null;
        return taken;
    }

    private JdbcLease acquire(boolean readOnly) throws SQLException {
        try {
            return door.acquire(readOnly);
        } catch (DatabaseException error) {
            throw SqlExceptions.of(error);
        } catch (IllegalStateException managerClosed) {
            throw SqlExceptions.databaseClosed(door.name(), managerClosed);
        }
    }

    private void apply(EarlySettings settings, JdbcLease taken) throws SQLException {
        boolean applied = false;
        long startedAt = taken.now();
        try {
            settings.apply(taken.connection());
            applied = true;
        } catch (SQLException error) {
            taken.failed(null, "apply the connection's settings", startedAt, error);
            throw error;
        } finally {
            if (!applied) { // a connection without them must not be used: it may write where only reads were asked for
                lease = null;
                taken.release();
            }
        }
    }

    /** The lease as long as it is this connection's to judge; null before, and once it was given back. */
    final @Nullable JdbcLease held() {
        return closed ? null : lease;
    }

    final void ensureOpen() throws SQLException {
        if (closed) {
            throw SqlExceptions.connectionClosed(door.name());
        }
    }

    /** Where settings are remembered; null if they go to the connection. */
    final @Nullable EarlySettings early() throws SQLException {
        ensureOpen();
        return early;
    }

    final JdbcConnection connection() throws SQLException {
        return lease().connection();
    }

    @Override
    final Connection delegate() throws SQLException {
        return connection().raw();
    }

    /** Closes what is still open on {@code lease}, which is given back after that. */
    abstract void closeStatements(JdbcLease lease);

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        JdbcLease held = lease;
        if (held != null) {
            try {
                closeStatements(held);
            } finally {
                held.release();
            }
        }
    }

    @Override
    public void abort(@Nullable Executor executor) throws SQLException {
        if (executor == null) {
            throw new SQLException("abort() needs an executor, by JDBC's contract");
        }
        if (closed) {
            return;
        }
        closed = true;
        JdbcLease held = lease;
        if (held != null) {
            held.abort();
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        JdbcLease held = lease;
        return closed || (held != null && held.connection().raw().isClosed());
    }

    @Override
    public boolean isValid(int timeout) throws SQLException {
        if (timeout < 0) {
            throw new SQLException("the timeout must not be negative: " + timeout);
        }
        return !isClosed() && delegate().isValid(timeout);
    }
}
