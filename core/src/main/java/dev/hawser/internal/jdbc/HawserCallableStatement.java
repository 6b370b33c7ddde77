package dev.hawser.internal.jdbc;

import dev.hawser.internal.sql.ParsedSql;
import java.sql.CallableStatement;
import java.sql.SQLException;

/** A call of a stored procedure. For one thread at a time. */
final class HawserCallableStatement extends DelegatingCallableStatement {

    private final CallableStatement call;

    HawserCallableStatement(HawserConnection connection, ParsedSql sql, CallableStatement delegate) {
        super(connection, sql, delegate);
        this.call = delegate;
    }

    @Override
    CallableStatement delegate() throws SQLException {
        ensureOpen();
        return call;
    }
}
