package dev.hawser.engines;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.jdbc.DefaultJdbcValues;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import microsoft.sql.DateTimeOffset;
import org.jspecify.annotations.Nullable;

/**
 * How Microsoft's driver takes and gives values. A null is sent as {@code nvarchar}, which the server converts to everything but binary; there a statement casts it:
 * {@code cast(:picture as varbinary(max))}.
 */
final class SqlServerValues extends DefaultJdbcValues {

    private static final int MAX_PRECISION = 38;

    private static final Set<Integer> BINARY = Set.of(Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB);

    /** Of the parameters, from the first; nothing is known of those that are not in it. */
    private final List<Integer> nullTypes;

    SqlServerValues() {
        this(List.of());
    }

    private SqlServerValues(List<Integer> nullTypes) {
        this.nullTypes = nullTypes;
    }

    @Override
    public void bind(PreparedStatement statement, int position, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(position, position <= nullTypes.size() ? nullTypes.get(position - 1) : Types.NVARCHAR);
        } else if (value instanceof UUID id) {
            statement.setObject(position, id, microsoft.sql.Types.GUID);
        } else if (value instanceof BigDecimal number) {
            bindDecimal(statement, position, number);
        } else {
            super.bind(statement, position, value);
        }
    }

    /** Here the columns are known, and so is what a null must be sent as. One round trip more. */
    @Override
    public long bulkInsert(
            Connection connection,
            String table,
            List<String> columns,
            Iterable<? extends List<? extends @Nullable Object>> rows)
            throws SQLException {
        return new SqlServerValues(nullTypes(connection, table, columns))
                .insertBatches(connection, table, columns, rows);
    }

    private long insertBatches(
            Connection connection,
            String table,
            List<String> columns,
            Iterable<? extends List<? extends @Nullable Object>> rows)
            throws SQLException {
        return super.bulkInsert(connection, table, columns, rows);
    }

    private static List<Integer> nullTypes(Connection connection, String table, List<String> columns)
            throws SQLException {
        List<Integer> types = new ArrayList<>();
        String question = "select " + String.join(", ", columns) + " from " + table + " where 1 = 0";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            for (int i = 1; i <= columns.size(); i++) {
                types.add(BINARY.contains(rows.getMetaData().getColumnType(i)) ? Types.VARBINARY : Types.NVARCHAR);
            }
        }
        return types;
    }

    /** The driver would cut off what does not fit. */
    private static void bindDecimal(PreparedStatement statement, int position, BigDecimal value) throws SQLException {
        BigDecimal number = value.scale() < 0 ? value.setScale(0) : value;
        if (Math.max(number.precision(), number.scale()) > MAX_PRECISION) {
            throw new DatabaseException(
                    ErrorCategory.DATA,
                    "parameter " + position + " has more than the " + MAX_PRECISION
                            + " digits of a decimal of SQL Server");
        }
        statement.setBigDecimal(position, number);
    }

    /** The driver has no type for a time of day with an offset, nor has the server. */
    @Override
    protected void bindTime(PreparedStatement statement, int position, Object value) throws SQLException {
        if (value instanceof OffsetTime time) {
            statement.setString(position, time.toString());
        } else {
            super.bindTime(statement, position, value);
        }
    }

    @Override
    protected void bindArray(PreparedStatement statement, int position, @Nullable Object[] elements) {
        throw new DatabaseException(
                ErrorCategory.REFUSED,
                "SQL Server has no arrays: expand the collection with in (:ids), or send it as text for openjson");
    }

    @Override
    public @Nullable Object read(ResultSet rows, int position, int sqlType) throws SQLException {
        return switch (sqlType) {
            case microsoft.sql.Types.DATETIMEOFFSET -> rows.getObject(position, OffsetDateTime.class);
            case microsoft.sql.Types.DATETIME, microsoft.sql.Types.SMALLDATETIME ->
                rows.getObject(position, LocalDateTime.class);
            case microsoft.sql.Types.GUID, Types.CHAR -> text(rows, position);
            default -> super.read(rows, position, sqlType);
        };
    }

    /** The driver tells {@code uniqueidentifier} apart by its name alone. */
    private static @Nullable Object text(ResultSet rows, int position) throws SQLException {
        return rows.getMetaData().getColumnTypeName(position).equals("uniqueidentifier")
                ? rows.getObject(position, UUID.class)
                : rows.getString(position);
    }

    @Override
    protected @Nullable Object normalised(@Nullable Object value) throws SQLException {
        return value instanceof DateTimeOffset moment ? moment.getOffsetDateTime() : super.normalised(value);
    }
}
