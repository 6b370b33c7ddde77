package dev.hawser.internal.jdbc;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.sql.Dialects;
import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.internal.sql.StatementCache;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A lease that remembers what it was told, and resets its connection when it is given back, as the pool's does. */
final class RecordingLease implements JdbcLease {

    private static final StatementCache SQL = new StatementCache(Dialects.SQLITE);

    record Success(String sql, long startedAt, long rows) {}

    record Failure(String sql, String attempted, long startedAt, SQLException error) {}

    final List<String> admitted = new ArrayList<>();
    final List<Success> successes = new ArrayList<>();
    final List<Failure> failures = new ArrayList<>();
    int releases;
    int aborts;
    Exception resetFailure;
    private final JdbcConnection connection;
    private long clock;

    RecordingLease(JdbcConnection connection) {
        this.connection = connection;
    }

    @Override
    public JdbcConnection connection() {
        return connection;
    }

    @Override
    public ParsedSql admit(String sql) {
        throw new AssertionError("JDBC text must not be read for named parameters");
    }

    /** A text with "read write" in it would lift read-only. */
    @Override
    public ParsedSql admitJdbc(String sql) {
        admitted.add(sql);
        String text = sql.toLowerCase(Locale.ROOT);
        if (text.contains("read write")) {
            throw new DatabaseException(ErrorCategory.REFUSED, "database 'shop' is read-only");
        }
        return SQL.get(sql);
    }

    @Override
    public void commit() throws SQLException {
        long startedAt = now();
        try {
            connection.commitAndContinue();
        } catch (SQLException error) {
            failed(null, "commit", startedAt, error);
            throw error;
        }
    }

    @Override
    public long now() {
        return ++clock;
    }

    @Override
    public void limit(ParsedSql sql) {}

    @Override
    public void succeeded(ParsedSql sql, long startedAt, long rows) {
        successes.add(new Success(sql.text(), startedAt, rows));
    }

    @Override
    public DatabaseException failed(ParsedSql sql, String attempted, long startedAt, SQLException error) {
        failures.add(new Failure(sql == null ? null : sql.text(), attempted, startedAt, error));
        if (sql != null) {
            connection.statementFailed(error);
        }
        return new DatabaseException(ErrorCategory.OTHER, attempted + " failed");
    }

    @Override
    public void release() {
        releases++;
        if (releases == 1 && aborts == 0) {
            try {
                connection.reset();
            } catch (SQLException error) {
                resetFailure = error;
                connection.close();
            }
        }
    }

    @Override
    public void abort() {
        aborts++;
        connection.abort();
    }
}
