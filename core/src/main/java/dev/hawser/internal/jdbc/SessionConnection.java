package dev.hawser.internal.jdbc;

import dev.hawser.error.DatabaseException;
import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A session's lease as a JDBC connection that can be closed without ending the session. For one thread at a time. */
public final class SessionConnection implements JdbcLease {

    private final PooledJdbcLease lease;

    private SessionConnection(PooledJdbcLease lease) {
        this.lease = lease;
    }

    /** A JDBC connection over the lease of a session. */
    public static Connection of(JdbcDoor door, PooledJdbcLease lease) {
        return new HawserConnection(door, new SessionConnection(lease));
    }

    @Override
    public JdbcConnection connection() {
        return lease.connection();
    }

    @Override
    public ParsedSql admit(String sql) {
        return lease.admit(sql);
    }

    @Override
    public ParsedSql admitJdbc(String sql) {
        return lease.admitJdbc(sql);
    }

    @Override
    public long now() {
        return lease.now();
    }

    @Override
    public void limit(ParsedSql sql) {
        lease.limit(sql);
    }

    @Override
    public void succeeded(ParsedSql sql, long startedAt, long rows) {
        lease.succeeded(sql, startedAt, rows);
    }

    @Override
    public DatabaseException failed(@Nullable ParsedSql sql, String attempted, long startedAt, SQLException error) {
        return lease.failed(sql, attempted, startedAt, error);
    }

    @Override
    public void commit() throws SQLException {
        lease.commit();
    }

    /** Does nothing: the session gives the connection back. */
    @Override
    public void release() {}

    @Override
    public void abort() {
        lease.abort();
    }
}
