package dev.hawser.engines;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.jdbc.DefaultJdbcValues;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.UUID;
import microsoft.sql.DateTimeOffset;
import org.jspecify.annotations.Nullable;

/**
 * How Microsoft's driver takes and gives values. A null is sent as {@code nvarchar}, which the server converts to everything but binary; there a statement casts it:
 * {@code cast(:picture as varbinary(max))}.
 */
final class SqlServerValues extends DefaultJdbcValues {

    private static final int MAX_PRECISION = 38;

    @Override
    public void bind(PreparedStatement statement, int position, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(position, Types.NVARCHAR);
        } else if (value instanceof UUID id) {
            statement.setObject(position, id, microsoft.sql.Types.GUID);
        } else if (value instanceof BigDecimal number) {
            bindDecimal(statement, position, number);
        } else {
            super.bind(statement, position, value);
        }
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
