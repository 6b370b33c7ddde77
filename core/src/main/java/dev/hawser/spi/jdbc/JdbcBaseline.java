package dev.hawser.spi.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a connection's settings were when it was opened, and how each goes back to that. A driver may lack any of them; what it could not tell then is
 * not set now. Immutable.
 *
 * @param asked what many drivers have to ask the server for; null where it is undone by statements
 */
record JdbcBaseline(
        boolean readOnly,
        int networkTimeout,
        int holdability,
        @Nullable Asked asked) {

    /** Isolation, catalog and schema. */
    record Asked(
            int isolation,
            @Nullable String catalog,
            @Nullable String schema) {}

    static final Executor SAME_THREAD = Runnable::run;

    private static final int UNSUPPORTED = -1;

    static JdbcBaseline of(Connection connection, boolean asking) throws SQLException {
        return new JdbcBaseline(
                connection.isReadOnly(),
                networkTimeout(connection),
                supported(connection::getHoldability),
                asking
                        ? new Asked(
                                connection.getTransactionIsolation(),
                                optional(connection::getCatalog, null),
                                optional(connection::getSchema, null))
                        : null);
    }

    /** In milliseconds, 0 for none; negative if the driver cannot tell. */
    static int networkTimeout(Connection connection) {
        return supported(connection::getNetworkTimeout);
    }

    void restoreReadOnly(Connection connection) throws SQLException {
        if (connection.isReadOnly() != readOnly) { // some drivers refuse even to be told what they are
            connection.setReadOnly(readOnly);
        }
    }

    void restoreIsolation(Connection connection) throws SQLException {
        if (asked != null && asked.isolation != Connection.TRANSACTION_NONE) {
            connection.setTransactionIsolation(asked.isolation);
        }
    }

    void restoreCatalog(Connection connection) throws SQLException {
        if (asked == null) {
            return;
        }
        if (asked.catalog != null) {
            connection.setCatalog(asked.catalog);
        } else if (optional(connection::getCatalog, null) != null) {
            throw new SQLException("the catalog was set and cannot be unset");
        }
    }

    void restoreSchema(Connection connection) throws SQLException {
        if (asked == null) {
            return;
        }
        if (asked.schema != null) {
            connection.setSchema(asked.schema);
        } else if (optional(connection::getSchema, null) != null) {
            throw new SQLException("the schema was set and cannot be unset");
        }
    }

    void restoreNetworkTimeout(Connection connection) throws SQLException {
        if (networkTimeout != UNSUPPORTED) {
            connection.setNetworkTimeout(SAME_THREAD, networkTimeout);
        }
    }

    void restoreHoldability(Connection connection) throws SQLException {
        if (holdability != UNSUPPORTED) {
            connection.setHoldability(holdability);
        }
    }

    private static int supported(Getter<Integer> setting) {
        Integer value = optional(setting, UNSUPPORTED);
        return value == null ? UNSUPPORTED : value;
    }

    private static <T> @Nullable T optional(Getter<T> setting, @Nullable T otherwise) {
        try {
            return setting.get();
        } catch (SQLException | AbstractMethodError unsupported) {
            return otherwise; // a broken connection shows at its first statement
        }
    }

    /** A setting that a driver may not have; drivers older than JDBC 4.1 do not even have the method. */
    private interface Getter<T> {
        @Nullable
        T get() throws SQLException;
    }
}
