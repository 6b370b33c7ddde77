package dev.hawser.internal.jdbc;

import dev.hawser.error.DatabaseException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One database as a {@link DataSource}. Thread-safe. */
public final class HawserDataSource implements DataSource {

    private final JdbcDoor door;

    public HawserDataSource(JdbcDoor door) {
        this.door = door;
    }

    /**
     * As {@link #getConnection()}, with Hawser's own errors. Where it matters to which host a connection goes, it is taken at the first call that needs it,
     * so that {@code setReadOnly(true)} before that can ask for a replica.
     *
     * @throws DatabaseException if there is no connection in time
     * @throws IllegalStateException if the manager is closed
     */
    public Connection open() {
        return new HawserConnection(door, door.routes() ? null : door.acquire(false));
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (door.isClosed()) {
            throw SqlExceptions.databaseClosed(door.name(), null);
        }
        try {
            return open();
        } catch (DatabaseException error) {
            throw SqlExceptions.of(error);
        } catch (IllegalStateException closedMeanwhile) {
            throw SqlExceptions.databaseClosed(door.name(), closedMeanwhile);
        }
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        throw new SQLFeatureNotSupportedException(
                "the connections of database '" + door.name()
                        + "' share the user that it is configured with. Use getConnection(), or configure another database for another user");
    }

    /** 0, JDBC's word for "the system's own": {@code pool.timeout}. */
    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException(
                "set pool.timeout (waiting for a connection) and connect-timeout (opening one) of database '"
                        + door.name() + "' instead of the login timeout");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        if (out != null) {
            throw new SQLFeatureNotSupportedException("Hawser logs through SLF4J and has no log writer");
        }
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Hawser logs through SLF4J, not through java.util.logging");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw SqlExceptions.notWrapped(this, type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    @Override
    public String toString() {
        return "HawserDataSource[" + door.name() + "]";
    }
}
