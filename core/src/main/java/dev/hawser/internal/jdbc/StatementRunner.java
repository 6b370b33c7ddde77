package dev.hawser.internal.jdbc;

import dev.hawser.Row;
import dev.hawser.RowMapper;
import dev.hawser.StatementResult;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcValues;
import dev.hawser.spi.jdbc.SqlDialect;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statements of the helpers on a JDBC connection. The driver's exceptions pass through unchanged; parameters and values that do not fit are
 * {@link DatabaseException}s. Thread-safe.
 */
public final class StatementRunner {

    private static final int FETCH_SIZE = 1_000;

    /** Few, where the size of a row is not known and memory is bounded. */
    private static final int CAREFUL_FETCH_SIZE = 10;

    private static final int BATCH = 1_000;

    private final SqlDialect dialect;
    private final JdbcValues values;
    private final StatementPreparer preparer;

    public StatementRunner(SqlDialect dialect, JdbcValues values) {
        this.dialect = dialect;
        this.values = values;
        this.preparer = new StatementPreparer(dialect, values);
    }

    /** All rows, each as a {@code type}. */
    public <T> List<T> query(JdbcConnection connection, ParsedSql sql, @Nullable Object parameters, Class<T> type)
            throws SQLException {
        try (PreparedStatement statement = preparer.prepare(connection, sql, parameters)) {
            ResultSet rows = statement.executeQuery();
            return plan(sql, type, rows).open(rows, values).readAll(rows);
        }
    }

    /** All rows, each through {@code mapper}. */
    public <T extends @Nullable Object> List<T> query(
            JdbcConnection connection, ParsedSql sql, @Nullable Object parameters, RowMapper<T> mapper)
            throws SQLException {
        try (PreparedStatement statement = preparer.prepare(connection, sql, parameters)) {
            ResultSet rows = statement.executeQuery();
            return reader(sql, rows, mapper).readAll(rows);
        }
    }

    /** The only row as a {@code type}, if there is one that is not null. */
    public <T> Optional<T> queryOne(
            JdbcConnection connection, ParsedSql sql, @Nullable Object parameters, Class<T> type) throws SQLException {
        try (PreparedStatement statement = preparer.prepareOne(connection, sql, parameters)) {
            ResultSet rows = statement.executeQuery();
            return readOne(sql, rows, plan(sql, type, rows).open(rows, values));
        }
    }

    /** The only row through {@code mapper}, if there is one that it does not map to null. */
    public <T> Optional<T> queryOne(
            JdbcConnection connection, ParsedSql sql, @Nullable Object parameters, RowMapper<T> mapper)
            throws SQLException {
        try (PreparedStatement statement = preparer.prepareOne(connection, sql, parameters)) {
            ResultSet rows = statement.executeQuery();
            return readOne(sql, rows, reader(sql, rows, mapper));
        }
    }

    private static <T> Optional<T> readOne(ParsedSql sql, ResultSet rows, RowReader<T> reader) throws SQLException {
        if (!rows.next()) {
            return Optional.empty();
        }
        Optional<T> one = Optional.ofNullable(reader.read());
        if (rows.next()) {
            throw new DatabaseException(
                    ErrorCategory.DATA, "more than one row where one was expected: " + sql.masked());
        }
        return one;
    }

    /** Starts a query whose rows are read as they arrive, each as a {@code type}. */
    public <T> RowCursor<T> open(JdbcConnection connection, ParsedSql sql, @Nullable Object parameters, Class<T> type)
            throws SQLException {
        return cursor(connection, sql, parameters, rows -> plan(sql, type, rows).open(rows, values));
    }

    /** Starts a query whose rows are read as they arrive, each through {@code mapper}. */
    public <T extends @Nullable Object> RowCursor<T> open(
            JdbcConnection connection, ParsedSql sql, @Nullable Object parameters, RowMapper<T> mapper)
            throws SQLException {
        return cursor(connection, sql, parameters, rows -> reader(sql, rows, mapper));
    }

    private interface Opener<T extends @Nullable Object> {
        RowReader<T> open(ResultSet rows) throws SQLException;
    }

    private <T extends @Nullable Object> RowCursor<T> cursor(
            JdbcConnection connection, ParsedSql sql, @Nullable Object parameters, Opener<T> opener)
            throws SQLException {
        PreparedStatement statement = preparer.prepare(connection, sql, parameters);
        try {
            statement.setFetchSize(FETCH_SIZE);
            ResultSet rows = statement.executeQuery();
            return new RowCursor<>(statement, rows, opener.open(rows));
        } catch (Throwable failed) {
            throw StatementPreparer.closing(statement, failed);
        }
    }

    /** Runs a statement; the affected rows, 0 if it counts none. */
    public long update(JdbcConnection connection, ParsedSql sql, @Nullable Object parameters) throws SQLException {
        try (PreparedStatement statement = preparer.prepare(connection, sql, parameters)) {
            if (!statement.execute()) {
                return counted(sql, statement);
            }
            return sql.returning() ? count(statement.getResultSet()) : 0;
        }
    }

    private static long counted(ParsedSql sql, PreparedStatement statement) throws SQLException {
        return sql.countsNothing() ? 0 : Math.max(0, affected(statement));
    }

    private static long affected(PreparedStatement statement) throws SQLException {
        try {
            return statement.getLargeUpdateCount();
        } catch (UnsupportedOperationException olderDriver) {
            return statement.getUpdateCount();
        }
    }

    private static long count(ResultSet rows) throws SQLException {
        long count = 0;
        while (rows.next()) {
            count++;
        }
        return count;
    }

    /** Runs a statement of any kind, and reads {@code maxRows} rows at most. */
    public StatementResult execute(JdbcConnection connection, ParsedSql sql, @Nullable Object parameters, int maxRows)
            throws SQLException {
        ReadBounds bounds = ReadBounds.rows(maxRows);
        try (PreparedStatement statement = preparer.prepare(connection, sql, parameters)) {
            if (sql.read() && maxRows < Integer.MAX_VALUE) {
                statement.setMaxRows(maxRows + 1); // one more shows whether there are more
            }
            return statement.execute()
                    ? firstRows(sql, statement.getResultSet(), bounds)
                    : StatementResult.affected(counted(sql, statement));
        }
    }

    /** Runs a query without parameters, inside a transaction, and reads of its rows what the bounds allow. */
    public StatementResult inspect(JdbcConnection connection, ParsedSql sql, ReadBounds bounds) throws SQLException {
        try (PreparedStatement statement = preparer.prepare(connection, sql, null)) {
            statement.setMaxRows(bounds.maxRows() + 1);
            statement.setFetchSize(Math.min(bounds.maxRows() + 1, CAREFUL_FETCH_SIZE));
            return statement.execute()
                    ? firstRows(sql, statement.getResultSet(), bounds)
                    : StatementResult.rows(List.of(), List.of(), false);
        }
    }

    private StatementResult firstRows(ParsedSql sql, ResultSet rows, ReadBounds bounds) throws SQLException {
        RowPlan<Row> plan = plan(sql, Row.class, rows);
        RowReader<Row> reader = plan.open(rows, values);
        List<Row> first = new ArrayList<>();
        long bytes = 0;
        boolean more = rows.next();
        while (more && first.size() < bounds.maxRows()) {
            Row row = reader.read();
            bytes += bounds.boundsBytes() ? bytes(row) : 0;
            if (bytes > bounds.maxBytes()) {
                break;
            }
            first.add(row);
            more = rows.next();
        }
        return StatementResult.rows(plan.columns.names(), first, more);
    }

    private static long bytes(Row row) {
        long bytes = 0;
        for (int i = 0; i < row.columns().size(); i++) {
            bytes += ReadBounds.bytes(row.get(i));
        }
        return bytes;
    }

    /** Inserts a row; its generated key. A statement with a {@code returning} clause gives the first column of that. */
    public <K> K insert(JdbcConnection connection, ParsedSql sql, @Nullable Object parameters, Class<K> keyType)
            throws SQLException {
        try (PreparedStatement statement = preparer.prepareInsert(connection, sql, parameters)) {
            if (statement.execute()) {
                return GeneratedKey.read(sql, statement.getResultSet(), keyType, values);
            }
            if (affected(statement) == 0) {
                throw GeneratedKey.none(sql);
            }
            return GeneratedKey.read(sql, statement.getGeneratedKeys(), keyType, values);
        }
    }

    /**
     * Runs a statement once for each set of parameters; the affected rows of each.
     *
     * @param beforeSending called before each part of the batch that is sent at once
     */
    public long[] batch(JdbcConnection connection, ParsedSql sql, Collection<?> parameterSets, Runnable beforeSending)
            throws SQLException {
        long[] affected = new long[parameterSets.size()];
        try (PreparedStatement statement = preparer.prepareBatch(connection, sql)) {
            int done = 0;
            int added = 0;
            for (Object parameters : parameterSets) {
                preparer.addBatch(statement, sql, parameters);
                if (++added - done == BATCH || added == affected.length) {
                    beforeSending.run();
                    int[] counts = statement.executeBatch();
                    for (int count : counts) {
                        affected[done++] = count;
                    }
                }
            }
        }
        return affected;
    }

    /** Inserts many rows in the engine's fastest way; their number. */
    public long bulkInsert(
            JdbcConnection connection,
            String table,
            List<String> columns,
            Iterable<? extends List<? extends @Nullable Object>> rows)
            throws SQLException {
        if (columns.isEmpty()) {
            throw new DatabaseException(ErrorCategory.REFUSED, "bulk insert into " + table + " without columns");
        }
        List<String> quotedColumns = new ArrayList<>(columns.size());
        for (String column : columns) {
            quotedColumns.add(quote(column));
        }
        List<String> path = new ArrayList<>();
        for (String name : table.split("\\.", -1)) {
            path.add(quote(name));
        }
        return values.bulkInsert(connection.raw(), String.join(".", path), quotedColumns, rows);
    }

    private String quote(String identifier) {
        try {
            return dialect.quote(identifier);
        } catch (IllegalArgumentException bad) {
            throw new DatabaseException(ErrorCategory.REFUSED, String.valueOf(bad.getMessage()));
        }
    }

    @SuppressWarnings("unchecked") // a plan is kept under the class of what it makes
    private <T> RowPlan<T> plan(ParsedSql sql, Class<T> type, ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        RowPlan<T> plan = (RowPlan<T>) sql.plan(type);
        if (plan == null || !plan.columns.match(columns)) {
            plan = RowPlan.of(type, Columns.of(columns, values.fixedTypes()));
            sql.keepPlan(type, plan);
        }
        return plan;
    }

    private <T extends @Nullable Object> RowReader<T> reader(ParsedSql sql, ResultSet rows, RowMapper<T> mapper)
            throws SQLException {
        Row row = new ResultSetRow(plan(sql, Row.class, rows).columns, rows, values);
        return () -> mapper.map(row);
    }
}
