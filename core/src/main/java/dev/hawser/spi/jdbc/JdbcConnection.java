package dev.hawser.spi.jdbc;

import dev.hawser.spi.EngineConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC connection that remembers what its borrower changed, so that giving it back costs nothing when nothing was changed. Whoever changes a setting
 * does so through this class. For one thread at a time, but {@link #cancel()}, {@link #abort()}, {@link #inTransaction()} and {@link #serverProcess()} may be
 * called from any.
 */
public final class JdbcConnection implements EngineConnection {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String INVALID_TRANSACTION_STATE = "25000";

    private final Connection connection;
    private final JdbcSessionRules rules;
    private final SessionChanges changes;
    private final @Nullable String serverProcess;
    private final @Nullable Runnable cut;
    private volatile @Nullable Statement running;
    private volatile boolean inTransaction;
    private boolean prologueDue;
    private boolean doubtful;
    private boolean endedByServer;
    private boolean unlimited;

    /** Takes charge of a connection that is in auto-commit mode and fully set up. Reads its settings as what {@link #reset()} goes back to. */
    public JdbcConnection(Connection connection, JdbcSessionRules rules) throws SQLException {
        this(connection, rules, null);
    }

    /** As above, for an engine that knows its {@link #serverProcess()}. */
    public JdbcConnection(Connection connection, JdbcSessionRules rules, @Nullable String serverProcess)
            throws SQLException {
        this(connection, rules, serverProcess, null);
    }

    /**
     * As above, for a driver whose {@link Connection#abort} waits.
     *
     * @param cut closes the socket at once, whatever the driver does there; any thread may call it, and again. Null if the driver does that.
     */
    public JdbcConnection(
            Connection connection, JdbcSessionRules rules, @Nullable String serverProcess, @Nullable Runnable cut)
            throws SQLException {
        this.connection = connection;
        this.rules = rules;
        this.serverProcess = serverProcess;
        this.cut = cut;
        this.changes = new SessionChanges(connection, rules);
    }

    /** The driver's connection. Change its settings only through this class. */
    public Connection raw() {
        return connection;
    }

    /** What is the same for every session of this database. */
    public JdbcSessionRules rules() {
        return rules;
    }

    /** What was done through this class counts; a {@code BEGIN} sent as text, and what is done with {@link #raw()}, does not. */
    @Override
    public boolean inTransaction() {
        return inTransaction;
    }

    @Override
    public @Nullable String serverProcess() {
        return serverProcess;
    }

    /** Begins a transaction, which the engine's prologue opens. */
    public void begin() throws SQLException {
        setAutoCommit(false);
        beforeStatement();
    }

    /**
     * Sends the engine's prologue if the next statement opens a transaction. Whoever lets statements open transactions, instead of calling
     * {@link #begin()}, calls this before each of them.
     */
    public void beforeStatement() throws SQLException {
        if (prologueDue) {
            try (Statement statement = connection.createStatement()) {
                for (String sql : transactionPrologue()) {
                    statement.execute(sql);
                }
            }
            prologueDue = false;
        }
    }

    /**
     * Notes that a statement failed. If it was in a transaction, its commit first asks the server whether the transaction survived that: PostgreSQL
     * answers the COMMIT of an aborted one by rolling back, and its driver takes that for success. Where the server ends transactions by itself, that is found out now:
     * the next statement would begin another one, and the commit would keep half of the work.
     */
    public void statementFailed(SQLException error) {
        doubtful = true;
        endedByServer |= inTransaction && isEndedBy(error);
    }

    private boolean isEndedBy(SQLException error) {
        try {
            return rules.transactionEnd().endedBy(error, connection);
        } catch (SQLException broken) {
            return true;
        }
    }

    private void ensureCommittable() throws SQLException {
        if (endedByServer) {
            throw new SQLException(
                    "the transaction cannot be committed: the server rolled it back when a statement in it failed",
                    INVALID_TRANSACTION_STATE);
        }
        if (doubtful) {
            single(rules.versionSql());
        }
    }

    /** Commits and goes back to auto-commit. Fails if the transaction was aborted by a statement in it that failed. */
    public void commit() throws SQLException {
        ensureCommittable();
        connection.commit();
        afterCommit();
    }

    /**
     * As {@link #commit()}, in the engine's way, with a marker or without. Returns the position of the commit; null if there is none, or if no statement has opened the
     * transaction yet.
     */
    public @Nullable String commit(JdbcCommits commits, @Nullable String marker) throws SQLException {
        ensureCommittable();
        String position = commits.commit(connection, marker);
        afterCommit();
        return position;
    }

    private void settled() {
        doubtful = false;
        endedByServer = false;
    }

    /** Goes back to auto-commit. A connection that broke just after its commit has committed all the same; who uses it next, or gives it back, finds it broken. */
    private void afterCommit() {
        settled();
        try {
            setAutoCommit(true);
        } catch (SQLException brokenSince) {
            changes.note(SessionChanges.AUTO_COMMIT);
        }
    }

    /** Rolls back and goes back to auto-commit. */
    public void rollback() throws SQLException {
        connection.rollback();
        settled();
        setAutoCommit(true);
    }

    /** Commits, as {@link Connection#commit()}: the next statement opens another transaction. Fails as {@link #commit()} does. */
    public void commitAndContinue() throws SQLException {
        ensureCommittable();
        connection.commit();
        transactionEnded();
    }

    /** As {@link #commitAndContinue()}, in the engine's way: see {@link #commit(JdbcCommits, String)}. */
    public @Nullable String commitAndContinue(JdbcCommits commits, @Nullable String marker) throws SQLException {
        ensureCommittable();
        String position = commits.commit(connection, marker);
        transactionEnded();
        return position;
    }

    /** Rolls back, as {@link Connection#rollback()}: the next statement opens another transaction. */
    public void rollbackAndContinue() throws SQLException {
        connection.rollback();
        transactionEnded();
    }

    private void transactionEnded() {
        settled();
        prologueDue = hasPrologue();
    }

    private boolean hasPrologue() {
        return !transactionPrologue().isEmpty();
    }

    private List<String> transactionPrologue() {
        return unlimited ? rules.timeLimits().transactionPrologue() : rules.transactionPrologue();
    }

    /**
     * Frees the session of every limit in time until {@link #reset()}: what the engine's {@link TimeLimits} are, how long the driver waits for a server that says nothing, and
     * {@link JdbcSessionRules#writeTimeout()}. To be called outside of a transaction.
     */
    public void liftTimeLimits() throws SQLException {
        unlimited = true;
        if (JdbcBaseline.networkTimeout(connection) > 0) {
            setNetworkTimeout(JdbcBaseline.SAME_THREAD, 0);
        }
        rules.timeLimits().lift(connection);
    }

    /** For how long a statement that is not certainly a read may run before Hawser cancels it; zero for as long as it takes. */
    public Duration writeTimeout() {
        return unlimited ? Duration.ZERO : rules.writeTimeout();
    }

    /** Frees a statement of the limits that the driver has given it, if this session has none. Whoever makes a statement calls this before it runs. */
    public void made(Statement statement) throws SQLException {
        if (unlimited) {
            rules.timeLimits().lift(statement);
        }
    }

    /** As {@link Connection#setAutoCommit}, which commits what is open. Fails as {@link #commit()} does. */
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        boolean wasAutoCommit = connection.getAutoCommit();
        if (wasAutoCommit) {
            settled(); // what failed in auto-commit mode was over at once
        }
        if (autoCommit) {
            ensureCommittable();
            connection.setAutoCommit(true);
            settled();
            inTransaction = false;
            prologueDue = false;
            changes.undone(SessionChanges.AUTO_COMMIT);
        } else {
            changes.note(SessionChanges.AUTO_COMMIT);
            connection.setAutoCommit(false);
            inTransaction = true;
            prologueDue |= wasAutoCommit && hasPrologue();
        }
    }

    /** As {@link Connection#setReadOnly}. */
    public void setReadOnly(boolean readOnly) throws SQLException {
        changes.note(SessionChanges.READ_ONLY);
        connection.setReadOnly(readOnly);
    }

    /** As {@link Connection#setTransactionIsolation}. */
    public void setTransactionIsolation(int isolation) throws SQLException {
        changes.note(SessionChanges.ISOLATION);
        connection.setTransactionIsolation(isolation);
    }

    /** As {@link Connection#setCatalog}. */
    public void setCatalog(@Nullable String catalog) throws SQLException {
        changes.note(SessionChanges.CATALOG);
        connection.setCatalog(catalog);
    }

    /** As {@link Connection#setSchema}. */
    public void setSchema(@Nullable String schema) throws SQLException {
        changes.note(SessionChanges.SCHEMA);
        connection.setSchema(schema);
    }

    /** As {@link Connection#setNetworkTimeout}. */
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        changes.note(SessionChanges.NETWORK_TIMEOUT);
        connection.setNetworkTimeout(executor, milliseconds);
    }

    /** As {@link Connection#setHoldability}. */
    public void setHoldability(int holdability) throws SQLException {
        changes.note(SessionChanges.HOLDABILITY);
        connection.setHoldability(holdability);
    }

    /** As {@link Connection#setTypeMap}. */
    public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
        changes.noteTypeMap();
        connection.setTypeMap(map);
    }

    /** As {@link Connection#setClientInfo(String, String)}. */
    public void setClientInfo(String name, @Nullable String value) throws SQLException {
        changes.noteClientInfo();
        connection.setClientInfo(name, value);
    }

    /** As {@link Connection#setClientInfo(Properties)}. */
    public void setClientInfo(Properties properties) throws SQLException {
        changes.noteClientInfo();
        connection.setClientInfo(properties);
    }

    /** Notes that SQL text changed the session: {@code SET}, {@code PREPARE}, a temporary table, {@code BEGIN} in auto-commit mode. */
    public void sessionChanged() {
        changes.note(SessionChanges.SESSION);
    }

    /** Notes the statement that is about to run, so that {@link #cancel()} can reach it. */
    public void running(Statement statement) {
        running = statement;
    }

    /** Notes that warnings may be pending. */
    public void warned() {
        changes.note(SessionChanges.WARNINGS);
    }

    /** Notes that the driver's connection was handed out and anything may have been changed. */
    public void unwrapped() {
        changes.note(SessionChanges.EVERYTHING);
    }

    /**
     * JDBC's {@code isValid} counts whole seconds. Below one, the driver's network time-out is lowered meanwhile; a driver without one takes up to a second all
     * the same.
     */
    @Override
    public boolean isAlive(Duration timeout) {
        try {
            return timeout.compareTo(SECOND) < 0
                    ? isValidWithin((int) Math.max(1, timeout.toMillis()))
                    : connection.isValid((int) Math.min(Integer.MAX_VALUE, timeout.toSeconds()));
        } catch (SQLException | RuntimeException broken) {
            return false;
        }
    }

    private boolean isValidWithin(int milliseconds) throws SQLException {
        int usual = JdbcBaseline.networkTimeout(connection);
        boolean longer = usual == 0 || usual > milliseconds;
        if (!longer || !limitNetwork(milliseconds)) {
            return connection.isValid(1);
        }
        try {
            return connection.isValid(1);
        } finally {
            connection.setNetworkTimeout(JdbcBaseline.SAME_THREAD, usual);
        }
    }

    private boolean limitNetwork(int milliseconds) throws SQLException {
        try {
            connection.setNetworkTimeout(JdbcBaseline.SAME_THREAD, milliseconds);
            return true;
        } catch (SQLFeatureNotSupportedException unsupported) {
            return false;
        }
    }

    @Override
    public void reset() throws SQLException {
        if (connection.isClosed()) {
            throw new SQLException("the driver has closed the connection");
        }
        changes.restore();
        if (unlimited) {
            rules.timeLimits().restore(connection);
            unlimited = false;
        }
        inTransaction = false;
        prologueDue = false;
        settled();
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
    public void cancel() {
        Statement statement = running;
        if (statement == null) {
            return;
        }
        try {
            statement.cancel();
        } catch (SQLException ended) {
            running =
                    null; // it ended in this moment, or the driver cannot cancel: what is left is to cut the connection
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException | RuntimeException alreadyBroken) {
            cut();
        }
    }

    @Override
    public void abort() {
        cut();
        if (cut == null && !isClosed()) {
            // The driver has nothing to cut (SQLite's has no socket). Its close() may wait for the statement that is
            // running, and abort() must not.
            Thread closer = new Thread(this::close, "hawser-abort");
            closer.setDaemon(true);
            closer.start();
        }
    }

    private void cut() {
        if (cut != null) {
            cut.run();
            return;
        }
        try {
            connection.abort(JdbcBaseline.SAME_THREAD);
        } catch (SQLException | RuntimeException | AbstractMethodError cannotAbort) {
            // The socket is gone or the driver has none: there is nothing left to cut.
        }
    }

    private boolean isClosed() {
        try {
            return connection.isClosed();
        } catch (SQLException | RuntimeException broken) {
            return false;
        }
    }
}
