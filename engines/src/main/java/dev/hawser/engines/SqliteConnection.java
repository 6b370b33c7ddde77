package dev.hawser.engines;

import dev.hawser.spi.Ticker;
import dev.hawser.spi.jdbc.TimeLimits;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;
import org.sqlite.jdbc4.JDBC4Statement;

/**
 * The driver's connection, with what it leaves undone.
 *
 * <ul>
 *   <li>A transaction begins with its first statement and ends with its commit. The driver begins the next one inside {@code commit()}: if another process then
 *       holds the lock, a commit that succeeded seems to have failed.
 *   <li>Some errors make SQLite roll back, and what follows would be committed one by one. Here it is refused until the transaction is ended.
 *   <li>Statements are limited in time, {@code setReadOnly} works, and {@code abort} aborts.
 * </ul>
 */
final class SqliteConnection extends JDBC4Connection {

    // FULL, IOERR, NOMEM, INTERRUPT:
    // https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction
    private static final Set<Integer> ROLL_BACK = Set.of(7, 9, 10, 13);

    static final TimeLimits TIME_LIMITS = new TimeLimits() {
        @Override
        public void lift(Connection connection) {
            ((SqliteConnection) connection).clock.lift();
        }

        @Override
        public void restore(Connection connection) {
            ((SqliteConnection) connection).clock.restore();
        }
    };

    private final StatementClock clock;
    private final boolean onlyReads;
    private final ReentrantLock closing = new ReentrantLock();
    private Transaction transaction = Transaction.NONE;
    private boolean queryOnly;

    /** What a statement does. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws SQLException;
    }

    private enum Transaction {
        NONE,
        OPEN,
        ROLLED_BACK
    }

    SqliteConnection(String uri, Properties properties, Duration statementTimeout) throws SQLException {
        super("jdbc:sqlite:" + uri, uri, properties);
        this.onlyReads = super.isReadOnly();
        this.clock = new StatementClock(statementTimeout, Ticker.SYSTEM);
        ProgressHandler.setHandler(this, StatementClock.STEPS, clock);
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        checkOpen();
        checkCursor(type, concurrency, holdability);
        // The driver's constructor makes statements too, before this object has a clock.
        return clock == null ? new JDBC4Statement(this) : new LimitedStatement(this);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        checkOpen();
        checkCursor(type, concurrency, holdability);
        return new LimitedPreparedStatement(this, sql);
    }

    private <T> T run(Work<T> statement) throws SQLException {
        begin();
        clock.start();
        try {
            return statement.run();
        } catch (SQLException failed) {
            afterFailure(failed);
            throw failed;
        }
    }

    private void begin() throws SQLException {
        if (clock.isAborted()) {
            throw new SQLiteException("the connection was aborted", SQLiteErrorCode.SQLITE_INTERRUPT);
        }
        if (transaction == Transaction.ROLLED_BACK) {
            throw rolledBack();
        }
        if (transaction == Transaction.NONE && !getAutoCommit()) {
            execute(isReadOnly() ? "begin" : "begin immediate");
            transaction = Transaction.OPEN;
        }
    }

    private void afterFailure(SQLException failed) {
        if (transaction == Transaction.OPEN && ROLL_BACK.contains(SqliteErrors.primaryCode(failed))) {
            transaction = Transaction.ROLLED_BACK;
            try {
                execute("rollback");
            } catch (SQLException none) {
                failed.addSuppressed(none); // SQLite did it already, or never will
            }
        }
    }

    private void end(String how) throws SQLException {
        if (transaction == Transaction.OPEN) {
            clock.start();
            execute(how);
        }
        transaction = Transaction.NONE;
    }

    private void execute(String sql) throws SQLException {
        getDatabase().exec(sql, false);
    }

    private static SQLException rolledBack() {
        return new SQLiteException(
                "the transaction was rolled back because of an earlier error", SQLiteErrorCode.SQLITE_ABORT_ROLLBACK);
    }

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        checkOpen();
        if (autoCommit != getAutoCommit()) {
            if (autoCommit) {
                commit();
            }
            getConnectionConfig().setAutoCommit(autoCommit);
        }
    }

    @Override
    public void commit() throws SQLException {
        requireTransaction();
        if (transaction == Transaction.ROLLED_BACK) {
            transaction = Transaction.NONE;
            throw rolledBack();
        }
        end("commit");
    }

    @Override
    public void rollback() throws SQLException {
        requireTransaction();
        end("rollback");
    }

    private void requireTransaction() throws SQLException {
        checkOpen();
        if (getAutoCommit()) {
            throw new SQLException("the connection is in auto-commit mode");
        }
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        requireTransaction();
        begin();
        return super.setSavepoint();
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        requireTransaction();
        begin();
        return super.setSavepoint(name);
    }

    @Override
    public boolean isReadOnly() {
        return onlyReads || queryOnly;
    }

    @Override
    public void setReadOnly(boolean readOnly) throws SQLException {
        checkOpen();
        if (onlyReads && !readOnly) {
            throw new SQLiteException("this connection only reads", SQLiteErrorCode.SQLITE_READONLY);
        }
        if (readOnly != isReadOnly()) {
            execute("pragma query_only = " + readOnly);
            queryOnly = readOnly;
        }
    }

    @Override
    public void close() throws SQLException {
        closing.lock();
        try {
            super.close();
        } finally {
            closing.unlock();
        }
    }

    /** Interrupts the statement that runs, and closes as soon as it has ended, which a thread of its own waits for. */
    @Override
    public void abort(Executor executor) throws SQLException {
        clock.abort();
        if (closing.tryLock()) { // else somebody is closing it already, and the handle may be gone
            try {
                if (isClosed()) {
                    return;
                }
                getDatabase().interrupt();
            } finally {
                closing.unlock();
            }
            Thread closer = new Thread(this::closeAborted, "hawser-sqlite-abort");
            closer.setDaemon(true);
            closer.start();
        }
    }

    private void closeAborted() {
        try {
            close();
        } catch (SQLException unusable) {
            throw new IllegalStateException("an aborted connection does not close", unusable);
        }
    }

    private static final class LimitedStatement extends JDBC4Statement {
        private final SqliteConnection connection;

        LimitedStatement(SqliteConnection connection) {
            super(connection);
            this.connection = connection;
        }

        @Override
        protected <T> T withConnectionTimeout(SQLCallable<T> statement) throws SQLException {
            return connection.run(() -> super.withConnectionTimeout(statement));
        }
    }

    private static final class LimitedPreparedStatement extends JDBC4PreparedStatement {
        private final SqliteConnection connection;

        LimitedPreparedStatement(SqliteConnection connection, String sql) throws SQLException {
            super(connection, sql);
            this.connection = connection;
        }

        @Override
        protected <T> T withConnectionTimeout(SQLCallable<T> statement) throws SQLException {
            return connection.run(() -> super.withConnectionTimeout(statement));
        }
    }
}
