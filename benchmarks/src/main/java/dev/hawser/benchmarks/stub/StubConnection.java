package dev.hawser.benchmarks.stub;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A connection to nowhere. For one thread at a time. */
final class StubConnection extends UnsupportedConnection {

    private boolean closed;
    private boolean autoCommit = true;
    private boolean readOnly;

    @Override
    public Statement createStatement() {
        return new StubStatement(this, true);
    }

    @Override
    public PreparedStatement prepareStatement(String sql) {
        return new StubStatement(this, sql.startsWith("select"));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) {
        return new StubStatement(this, sql.startsWith("select"));
    }

    @Override
    public boolean getAutoCommit() {
        return autoCommit;
    }

    @Override
    public void setAutoCommit(boolean autoCommit) {
        this.autoCommit = autoCommit;
    }

    @Override
    public void commit() {
        // nothing to end
    }

    @Override
    public void rollback() {
        // nothing to end
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public void setReadOnly(boolean readOnly) {
        this.readOnly = readOnly;
    }

    @Override
    public int getTransactionIsolation() {
        return Connection.TRANSACTION_READ_COMMITTED;
    }

    @Override
    public int getHoldability() {
        return ResultSet.CLOSE_CURSORS_AT_COMMIT;
    }

    @Override
    public @Nullable String getCatalog() {
        return null;
    }

    @Override
    public @Nullable String getSchema() {
        return null;
    }

    @Override
    public int getNetworkTimeout() {
        return 0;
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) {
        // it never waits
    }

    @Override
    public @Nullable SQLWarning getWarnings() {
        return null;
    }

    @Override
    public void clearWarnings() {
        // there are none
    }

    @Override
    public boolean isValid(int timeout) {
        return !closed;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void abort(Executor executor) {
        closed = true;
    }
}
