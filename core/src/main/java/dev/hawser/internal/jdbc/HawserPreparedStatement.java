package dev.hawser.internal.jdbc;

import dev.hawser.internal.sql.ParsedSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A prepared statement; its text was admitted when it was prepared. For one thread at a time. */
class HawserPreparedStatement extends DelegatingPreparedStatement {

    private final ParsedSql sql;
    private final PreparedStatement prepared;

    HawserPreparedStatement(HawserConnection connection, ParsedSql sql, PreparedStatement delegate) {
        super(connection, delegate);
        this.sql = sql;
        this.prepared = delegate;
    }

    @Override
    PreparedStatement delegate() throws SQLException {
        ensureOpen();
        return prepared;
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        begin(sql);
        try {
            return queried(prepared.executeQuery());
        } catch (SQLException error) {
            throw failed(error);
        }
    }

    @Override
    public boolean execute() throws SQLException {
        begin(sql);
        try {
            return executed(prepared.execute());
        } catch (SQLException error) {
            throw failed(error);
        }
    }

    @Override
    public int executeUpdate() throws SQLException {
        begin(sql);
        try {
            return updated(prepared.executeUpdate());
        } catch (SQLException error) {
            throw failed(error);
        }
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        begin(sql);
        try {
            return updated(prepared.executeLargeUpdate());
        } catch (SQLException error) {
            throw failed(error);
        }
    }

    @Override
    @Nullable
    ParsedSql batched() {
        return sql;
    }
}
