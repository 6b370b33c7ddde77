package dev.hawser.internal.jdbc;

import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What was set on a connection before it had a lease. Null: not set. For one thread at a time. */
final class EarlySettings {

    boolean autoCommit = true;

    @Nullable
    Boolean readOnly;

    @Nullable
    Integer isolation;

    @Nullable
    String catalog;

    @Nullable
    String schema;

    @Nullable
    Integer networkTimeout;

    private @Nullable Executor networkExecutor;

    void networkTimeout(Executor executor, int milliseconds) {
        networkExecutor = executor;
        networkTimeout = milliseconds;
    }

    /** Makes it so. Auto-commit is last: nothing else can be set once a transaction may be open. */
    void apply(JdbcConnection connection) throws SQLException {
        if (catalog != null) {
            connection.setCatalog(catalog);
        }
        if (schema != null) {
            connection.setSchema(schema);
        }
        // A host that serves reads only may have connections that are read-only already, and that refuse to be told.
        if (readOnly != null && readOnly != connection.raw().isReadOnly()) {
            connection.setReadOnly(readOnly);
        }
        if (isolation != null) {
            connection.setTransactionIsolation(isolation);
        }
        if (networkTimeout != null && networkExecutor != null) {
            connection.setNetworkTimeout(networkExecutor, networkTimeout);
        }
        if (!autoCommit) {
            connection.setAutoCommit(false);
        }
    }
}
