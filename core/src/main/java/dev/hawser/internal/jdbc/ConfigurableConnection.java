package dev.hawser.internal.jdbc;

import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A connection's settings. Before there is a lease the common ones are remembered, and what is remembered is read back; one that was not made is asked
 * of a server, because no one else knows it. Afterwards they go through {@link JdbcConnection}, which restores them.
 */
abstract class ConfigurableConnection extends LeasedConnection {

    ConfigurableConnection(JdbcDoor door, @Nullable JdbcLease lease) {
        super(door, lease);
    }

    @Override
    public boolean getAutoCommit() throws SQLException {
        EarlySettings settings = early();
        return settings != null ? settings.autoCommit : delegate().getAutoCommit();
    }

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        EarlySettings settings = early();
        if (settings != null) {
            settings.autoCommit = autoCommit;
            return;
        }
        JdbcLease held = lease();
        long startedAt = held.now();
        try {
            held.connection().setAutoCommit(autoCommit);
        } catch (SQLException error) { // it commits, if it ends a transaction
            held.failed(null, "set auto-commit", startedAt, error);
            throw error;
        }
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        EarlySettings settings = early();
        if (settings == null) {
            return delegate().isReadOnly();
        }
        return settings.readOnly != null ? settings.readOnly : door.readonly();
    }

    @Override
    public void setReadOnly(boolean readOnly) throws SQLException {
        EarlySettings settings = early();
        if (!readOnly && door.readonly()) {
            throw SqlExceptions.readonly(door.name());
        }
        if (settings != null) {
            settings.readOnly = readOnly;
        } else {
            connection().setReadOnly(readOnly);
        }
    }

    @Override
    public int getTransactionIsolation() throws SQLException {
        EarlySettings settings = early();
        return settings != null && settings.isolation != null
                ? settings.isolation
                : delegate().getTransactionIsolation();
    }

    @Override
    public void setTransactionIsolation(int level) throws SQLException {
        EarlySettings settings = early();
        if (settings != null) {
            settings.isolation = level;
        } else {
            connection().setTransactionIsolation(level);
        }
    }

    @Override
    public @Nullable String getCatalog() throws SQLException {
        EarlySettings settings = early();
        return settings != null && settings.catalog != null
                ? settings.catalog
                : delegate().getCatalog();
    }

    @Override
    public void setCatalog(@Nullable String catalog) throws SQLException {
        EarlySettings settings = early();
        if (settings != null) {
            settings.catalog = catalog;
        } else {
            connection().setCatalog(catalog);
        }
    }

    @Override
    public @Nullable String getSchema() throws SQLException {
        EarlySettings settings = early();
        return settings != null && settings.schema != null
                ? settings.schema
                : delegate().getSchema();
    }

    @Override
    public void setSchema(@Nullable String schema) throws SQLException {
        EarlySettings settings = early();
        if (settings != null) {
            settings.schema = schema;
        } else {
            connection().setSchema(schema);
        }
    }

    @Override
    public int getNetworkTimeout() throws SQLException {
        EarlySettings settings = early();
        return settings != null && settings.networkTimeout != null
                ? settings.networkTimeout
                : delegate().getNetworkTimeout();
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        EarlySettings settings = early();
        if (settings != null) {
            settings.networkTimeout(executor, milliseconds);
        } else {
            connection().setNetworkTimeout(executor, milliseconds);
        }
    }

    @Override
    public void setHoldability(int holdability) throws SQLException {
        connection().setHoldability(holdability);
    }

    /** A copy: JDBC lets callers change what they get, and what the driver keeps would be changed for the next borrower too. */
    @Override
    public Map<String, Class<?>> getTypeMap() throws SQLException {
        Map<String, Class<?>> map = delegate().getTypeMap();
        return map == null ? new HashMap<>() : new HashMap<>(map);
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
        connection().setTypeMap(map);
    }

    @Override
    public void setClientInfo(String name, @Nullable String value) throws SQLClientInfoException {
        try {
            connection().setClientInfo(name, value);
        } catch (SQLException error) {
            throw clientInfo(error);
        }
    }

    @Override
    public void setClientInfo(Properties properties) throws SQLClientInfoException {
        try {
            connection().setClientInfo(properties);
        } catch (SQLException error) {
            throw clientInfo(error);
        }
    }

    // JDBC lets these two throw nothing else.
    private static SQLClientInfoException clientInfo(SQLException error) {
        return error instanceof SQLClientInfoException exact
                ? exact
                : new SQLClientInfoException(
                        error.getMessage(), error.getSQLState(), error.getErrorCode(), Map.of(), error);
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        return early() != null ? null : delegate().getWarnings();
    }

    @Override
    public void clearWarnings() throws SQLException {
        if (early() == null) {
            delegate().clearWarnings();
        }
    }
}
