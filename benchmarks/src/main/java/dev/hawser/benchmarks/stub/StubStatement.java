package dev.hawser.benchmarks.stub;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLWarning;
import org.jspecify.annotations.Nullable;

/** A statement with three parameters, the last of which says how many rows there are. For one thread at a time. */
final class StubStatement extends UnsupportedPreparedStatement {

    private final StubConnection connection;
    private final boolean query;
    private @Nullable String first;
    private double second;
    private long third;
    private boolean closed;

    StubStatement(StubConnection connection, boolean query) {
        this.connection = connection;
        this.query = query;
    }

    @Override
    public void setString(int position, String value) {
        require(position == 1);
        first = value;
    }

    @Override
    public void setDouble(int position, double value) {
        require(position == 2);
        second = value;
    }

    @Override
    public void setLong(int position, long value) {
        require(position == 3);
        third = value;
    }

    @Override
    public void setObject(int position, Object value) {
        if (value instanceof Long number) {
            setLong(position, number);
        } else if (value instanceof Double number) {
            setDouble(position, number);
        } else {
            setString(position, (String) value);
        }
    }

    @Override
    public void setObject(int position, Object value, int sqlType) {
        setObject(position, value);
    }

    private static void require(boolean expected) {
        if (!expected) {
            throw new IllegalStateException("a parameter is not where it belongs");
        }
    }

    private boolean bound() {
        return first != null && second > 0 && third > 0;
    }

    /** What is asked while a connection is set up. */
    @Override
    public ResultSet executeQuery(String sql) {
        return new StubResultSet(1);
    }

    @Override
    public ResultSet executeQuery() {
        require(bound());
        return new StubResultSet((int) third);
    }

    @Override
    public boolean execute() {
        require(bound());
        return query;
    }

    @Override
    public ResultSet getResultSet() {
        return new StubResultSet((int) third);
    }

    @Override
    public int executeUpdate() {
        require(bound());
        return 1;
    }

    @Override
    public int getUpdateCount() {
        return query ? -1 : 1;
    }

    @Override
    public long getLargeUpdateCount() {
        return query ? -1 : 1;
    }

    @Override
    public Connection getConnection() {
        return connection;
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
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
