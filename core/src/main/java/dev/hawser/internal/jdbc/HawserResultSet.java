package dev.hawser.internal.jdbc;

import dev.hawser.internal.sql.ParsedSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Rows that do not lead around the façade: {@code getStatement().getConnection()} is the connection that the caller knows and not the driver's. A failure
 * while rows are fetched is judged, or a broken connection would be lent again. For one thread at a time.
 */
final class HawserResultSet extends DelegatingResultSet {

    private final HawserConnection connection;
    private final @Nullable TrackedStatement statement;
    private final @Nullable ParsedSql sql;

    /** {@code statement} is null for rows of a {@link java.sql.DatabaseMetaData}. */
    HawserResultSet(
            HawserConnection connection,
            @Nullable TrackedStatement statement,
            @Nullable ParsedSql sql,
            ResultSet delegate) {
        super(delegate);
        this.connection = connection;
        this.statement = statement;
        this.sql = sql;
    }

    @Override
    public boolean next() throws SQLException {
        try {
            return delegate.next();
        } catch (SQLException error) {
            throw failed(error);
        }
    }

    private SQLException failed(SQLException error) throws SQLException {
        connection.ensureOpen(); // if it is closed, that says more than what the driver makes of it
        return connection.failed(sql, "fetch rows", connection.lease().now(), error);
    }

    @Override
    public @Nullable Statement getStatement() throws SQLException {
        connection.ensureOpen();
        return statement;
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || Unwrapping.isWrapperFor(delegate, type);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : connection.unwrap(delegate, type);
    }
}
