package dev.hawser.spi.jdbc;

import dev.hawser.spi.EngineConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC connection that remembers what its borrower changed, so that giving it back costs nothing when nothing was changed. Whoever changes a setting
 * does so through this class. For one thread at a time, but {@link #abort()} may be called from any.
 */
public final class JdbcConnection implements EngineConnection {

    private static final int AUTO_COMMIT = 1;
    private static final int READ_ONLY = 1 << 1;
    private static final int ISOLATION = 1 << 2;
    private static final int CATALOG = 1 << 3;
    private static final int SCHEMA = 1 << 4;
    private static final int NETWORK_TIMEOUT = 1 << 5;
    private static final int SESSION = 1 << 6;
    private static final int WARNINGS = 1 << 7;
    private static final int EVERYTHING = (1 << 8) - 1;

    private static final Executor SAME_THREAD = Runnable::run;

    private final Connection connection;
    private final JdbcSessionRules rules;
    private final boolean readOnly;
    private final int isolation;
    private final @Nullable String catalog;
    private final @Nullable String schema;
    private final int networkTimeout;
    private int changed;

    /** Takes charge of a connection that is in auto-commit mode and fully set up. Reads its settings as what {@link #reset()} goes back to. */
    public JdbcConnection(Connection connection, JdbcSessionRules rules) throws SQLException {
        this.connection = connection;
        this.rules = rules;
        this.readOnly = connection.isReadOnly();
        this.isolation = connection.getTransactionIsolation();
        this.catalog = connection.getCatalog();
        this.schema = connection.getSchema();
        this.networkTimeout = networkTimeout(connection);
    }

    private static int networkTimeout(Connection connection) {
        try {
            return connection.getNetworkTimeout();
        } catch (SQLException | AbstractMethodError unsupported) {
            return 0; // drivers without sockets do not have one
        }
    }

    /** The driver's connection. Change its settings only through this class. */
    public Connection raw() {
        return connection;
    }

    /** What is the same for every session of this database. */
    public JdbcSessionRules rules() {
        return rules;
    }

    /** Whether a transaction is (or will be, at the next statement) open. */
    public boolean inTransaction() throws SQLException {
        return !connection.getAutoCommit();
    }

    /** Begins a transaction, which the engine's prologue opens. */
    public void begin() throws SQLException {
        setAutoCommit(false);
        if (!rules.transactionPrologue().isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                for (String sql : rules.transactionPrologue()) {
                    statement.execute(sql);
                }
            }
        }
    }

    /** Commits and goes back to auto-commit. */
    public void commit() throws SQLException {
        connection.commit();
        setAutoCommit(true);
    }

    /** Rolls back and goes back to auto-commit. */
    public void rollback() throws SQLException {
        connection.rollback();
        setAutoCommit(true);
    }

    /** As {@link Connection#setAutoCommit}. */
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        changed |= AUTO_COMMIT;
        connection.setAutoCommit(autoCommit);
        if (autoCommit) {
            changed &= ~AUTO_COMMIT;
        }
    }

    /** As {@link Connection#setReadOnly}. */
    public void setReadOnly(boolean readOnly) throws SQLException {
        changed |= READ_ONLY;
        connection.setReadOnly(readOnly);
    }

    /** As {@link Connection#setTransactionIsolation}. */
    public void setTransactionIsolation(int isolation) throws SQLException {
        changed |= ISOLATION;
        connection.setTransactionIsolation(isolation);
    }

    /** As {@link Connection#setCatalog}. */
    public void setCatalog(@Nullable String catalog) throws SQLException {
        changed |= CATALOG;
        connection.setCatalog(catalog);
    }

    /** As {@link Connection#setSchema}. */
    public void setSchema(@Nullable String schema) throws SQLException {
        changed |= SCHEMA;
        connection.setSchema(schema);
    }

    /** As {@link Connection#setNetworkTimeout}. */
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        changed |= NETWORK_TIMEOUT;
        connection.setNetworkTimeout(executor, milliseconds);
    }

    /** Notes that SQL text changed the session: {@code SET}, {@code PREPARE}, a temporary table. */
    public void sessionChanged() {
        changed |= SESSION;
    }

    /** Notes that warnings may be pending. */
    public void warned() {
        changed |= WARNINGS;
    }

    /** Notes that the driver's connection was handed out and anything may have been changed. */
    public void unwrapped() {
        changed = EVERYTHING;
    }

    @Override
    public boolean isAlive(Duration timeout) {
        try {
            return connection.isValid((int) Math.max(1, timeout.toSeconds()));
        } catch (SQLException broken) {
            return false;
        }
    }

    @Override
    public void reset() throws SQLException {
        if (changed != 0) {
            restore();
            changed = 0;
        }
    }

    private void restore() throws SQLException {
        if (changed(AUTO_COMMIT) && !connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        if (changed(SESSION)) {
            restoreSession();
        }
        if (changed(READ_ONLY)) {
            connection.setReadOnly(readOnly);
        }
        if (changed(ISOLATION)) {
            connection.setTransactionIsolation(isolation);
        }
        if (changed(CATALOG) && catalog != null) {
            connection.setCatalog(catalog);
        }
        if (changed(SCHEMA) && !changed(SESSION) && schema != null) {
            connection.setSchema(schema);
        }
        if (changed(NETWORK_TIMEOUT)) {
            connection.setNetworkTimeout(SAME_THREAD, networkTimeout);
        }
        if (changed(WARNINGS)) {
            connection.clearWarnings();
        }
    }

    private void restoreSession() throws SQLException {
        String sql = rules.resetSql();
        if (sql == null) {
            throw new SQLException("the session was changed and this engine cannot restore it");
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private boolean changed(int what) {
        return (changed & what) != 0;
    }

    @Override
    public String serverVersion() throws SQLException {
        return String.valueOf(single(rules.versionSql()));
    }

    @Override
    public @Nullable Integer connectionCount() throws SQLException {
        String sql = rules.connectionCountSql();
        return sql != null && single(sql) instanceof Number number ? (Integer) number.intValue() : null;
    }

    private @Nullable Object single(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getObject(1) : null;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException alreadyBroken) {
            abort();
        }
    }

    @Override
    public void abort() {
        try {
            connection.abort(SAME_THREAD);
        } catch (SQLException | AbstractMethodError cannotAbort) {
            // The socket is gone or the driver has none: there is nothing left to cut.
        }
    }
}
