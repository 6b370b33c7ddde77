package dev.hawser.spi.jdbc;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes and gives values as JDBC 4.2 describes it. Meant for extension by engines whose driver does something else. Thread-safe. */
public class DefaultJdbcValues implements JdbcValues {

    private static final int BATCH = 1_000;

    @Override
    public void bind(PreparedStatement statement, int position, @Nullable Object value) throws SQLException {
        if (value instanceof String text) {
            statement.setString(position, text);
        } else if (value instanceof Long number) {
            statement.setLong(position, number);
        } else if (value instanceof Integer number) {
            statement.setInt(position, number);
        } else if (value == null) {
            statement.setNull(position, Types.NULL);
        } else if (value instanceof Boolean flag) {
            statement.setBoolean(position, flag);
        } else if (value instanceof Double number) {
            statement.setDouble(position, number);
        } else if (value instanceof BigDecimal number) {
            statement.setBigDecimal(position, number);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(position, bytes);
        } else {
            bindOther(statement, position, value);
        }
    }

    private void bindOther(PreparedStatement statement, int position, Object value) throws SQLException {
        if (value instanceof Enum<?> constant) {
            statement.setString(position, constant.name());
        } else if (value instanceof Optional<?> optional) {
            bind(statement, position, optional.orElse(null));
        } else if (value instanceof Character || value instanceof CharSequence) {
            statement.setString(position, value.toString());
        } else if (value instanceof BigInteger number) {
            statement.setBigDecimal(position, new BigDecimal(number));
        } else if (isTime(value)) {
            bindTime(statement, position, value);
        } else if (value instanceof Collection<?> || value.getClass().isArray()) {
            bindArray(statement, position, SqlArrays.elements(value));
        } else {
            statement.setObject(position, value);
        }
    }

    private static boolean isTime(Object value) {
        return value instanceof java.time.temporal.Temporal
                || (value instanceof java.util.Date && value.getClass() == java.util.Date.class);
    }

    /**
     * Sets a date or time. {@code value} is a {@code java.time} value or a {@link java.util.Date}. Here a point in time becomes an {@code OffsetDateTime},
     * and the driver gets the others as they are.
     */
    protected void bindTime(PreparedStatement statement, int position, Object value) throws SQLException {
        if (value instanceof Instant instant) {
            statement.setObject(position, instant.atOffset(ZoneOffset.UTC));
        } else if (value instanceof ZonedDateTime time) {
            statement.setObject(position, time.toOffsetDateTime());
        } else if (value instanceof java.util.Date date) {
            statement.setObject(position, date.toInstant().atOffset(ZoneOffset.UTC));
        } else {
            statement.setObject(position, value);
        }
    }

    /** Sets an array. Here its type is told from the first element that is not null; {@link #arrayType} names it. */
    protected void bindArray(PreparedStatement statement, int position, @Nullable Object[] elements)
            throws SQLException {
        Class<?> type = String.class;
        for (Object element : elements) {
            if (element != null) {
                type = element.getClass();
                break;
            }
        }
        @Nullable Object[] values = SqlArrays.bindable(elements);
        statement.setArray(position, statement.getConnection().createArrayOf(arrayType(type), values));
    }

    /** The SQL type of an array's elements, for those of the Java class {@code element}. */
    protected String arrayType(Class<?> element) {
        if (element == Long.class) {
            return "bigint";
        } else if (element == Integer.class) {
            return "integer";
        } else if (element == Short.class || element == Byte.class) {
            return "smallint";
        } else if (element == Double.class) {
            return "float8";
        } else if (element == Float.class) {
            return "real";
        } else if (element == BigDecimal.class || element == BigInteger.class) {
            return "numeric";
        } else if (element == Boolean.class) {
            return "boolean";
        } else if (element == UUID.class) {
            return "uuid";
        } else if (element == LocalDate.class) {
            return "date";
        } else if (element == LocalDateTime.class) {
            return "timestamp";
        } else if (element == Instant.class || element == OffsetDateTime.class || element == ZonedDateTime.class) {
            return "timestamptz";
        }
        return "varchar";
    }

    @Override
    public @Nullable Object read(ResultSet rows, int position, int sqlType) throws SQLException {
        return switch (sqlType) {
            case Types.CHAR,
                    Types.VARCHAR,
                    Types.LONGVARCHAR,
                    Types.NCHAR,
                    Types.NVARCHAR,
                    Types.LONGNVARCHAR,
                    Types.CLOB,
                    Types.NCLOB,
                    Types.SQLXML -> rows.getString(position);
            case Types.NUMERIC, Types.DECIMAL -> rows.getBigDecimal(position);
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> rows.getBytes(position);
            case Types.DATE -> rows.getObject(position, LocalDate.class);
            case Types.TIME -> rows.getObject(position, LocalTime.class);
            case Types.TIME_WITH_TIMEZONE -> rows.getObject(position, OffsetTime.class);
            case Types.TIMESTAMP -> rows.getObject(position, LocalDateTime.class);
            case Types.TIMESTAMP_WITH_TIMEZONE -> rows.getObject(position, OffsetDateTime.class);
            default -> normalised(rows.getObject(position));
        };
    }

    /** A value that the driver gave, without the types of {@code java.sql}: arrays as {@code List}, {@code Timestamp} as {@code LocalDateTime} … */
    protected @Nullable Object normalised(@Nullable Object value) throws SQLException {
        if (value instanceof java.util.Date date) {
            return localTime(date);
        } else if (value instanceof java.sql.Array array) {
            try {
                return normalised(array.getArray());
            } finally {
                array.free();
            }
        } else if (value instanceof java.sql.Clob clob) {
            return clob.getSubString(1, (int) clob.length());
        } else if (value instanceof java.sql.Blob blob) {
            return blob.getBytes(1, (int) blob.length());
        } else if (value instanceof java.sql.SQLXML xml) {
            return xml.getString();
        } else if (value instanceof java.sql.RowId id) {
            return id.getBytes();
        } else if (value != null && value.getClass().isArray() && !(value instanceof byte[])) {
            return list(SqlArrays.elements(value));
        }
        return value;
    }

    private static Object localTime(java.util.Date date) {
        if (date instanceof java.sql.Timestamp timestamp) {
            return timestamp.toLocalDateTime();
        } else if (date instanceof java.sql.Date day) {
            return day.toLocalDate();
        } else if (date instanceof java.sql.Time time) {
            return time.toLocalTime();
        }
        return date.toInstant();
    }

    private List<@Nullable Object> list(@Nullable Object[] elements) throws SQLException {
        for (int i = 0; i < elements.length; i++) {
            elements[i] = normalised(elements[i]);
        }
        return Collections.unmodifiableList(java.util.Arrays.asList(elements));
    }

    /** Inserts rows with prepared batches of 1,000. */
    @Override
    public long bulkInsert(
            Connection connection,
            String table,
            List<String> columns,
            Iterable<? extends List<? extends @Nullable Object>> rows)
            throws SQLException {
        String placeholders = String.join(", ", Collections.nCopies(columns.size(), "?"));
        String sql = "insert into " + table + " (" + String.join(", ", columns) + ") values (" + placeholders + ")";
        long count = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (List<? extends @Nullable Object> row : rows) {
                bindRow(statement, row, columns.size(), count);
                statement.addBatch();
                if (++count % BATCH == 0) {
                    statement.executeBatch();
                }
            }
            if (count % BATCH != 0) {
                statement.executeBatch();
            }
        }
        return count;
    }

    private void bindRow(PreparedStatement statement, List<? extends @Nullable Object> row, int columns, long number)
            throws SQLException {
        if (row.size() != columns) {
            throw new DatabaseException(
                    ErrorCategory.REFUSED,
                    "row " + (number + 1) + " has " + row.size() + " values for " + columns + " columns");
        }
        for (int i = 0; i < columns; i++) {
            bind(statement, i + 1, row.get(i));
        }
    }
}
