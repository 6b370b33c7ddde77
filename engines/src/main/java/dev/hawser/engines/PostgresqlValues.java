package dev.hawser.engines;

import dev.hawser.spi.jdbc.JdbcValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/**
 * How pgjdbc takes and gives values. Text is sent as {@code varchar}; a statement that wants something else casts it: {@code :document::jsonb}. Enums,
 * {@link Duration} and {@link Period} are sent without a type, so that the server takes them for what the column is.
 */
final class PostgresqlValues implements JdbcValues {

    private static final Map<Class<?>, String> ARRAY_TYPES = Map.ofEntries(
            Map.entry(String.class, "text"),
            Map.entry(Short.class, "int2"),
            Map.entry(Integer.class, "int4"),
            Map.entry(Long.class, "int8"),
            Map.entry(Float.class, "float4"),
            Map.entry(Double.class, "float8"),
            Map.entry(BigDecimal.class, "numeric"),
            Map.entry(BigInteger.class, "numeric"),
            Map.entry(Boolean.class, "bool"),
            Map.entry(UUID.class, "uuid"),
            Map.entry(Instant.class, "timestamptz"),
            Map.entry(OffsetDateTime.class, "timestamptz"),
            Map.entry(ZonedDateTime.class, "timestamptz"),
            Map.entry(LocalDateTime.class, "timestamp"),
            Map.entry(LocalDate.class, "date"),
            Map.entry(LocalTime.class, "time"),
            Map.entry(byte[].class, "bytea"));

    @Override
    public void bind(PreparedStatement statement, int position, @Nullable Object value) throws SQLException {
        // The most frequent first, and by their own setters: the driver's setObject looks through some thirty types.
        if (value instanceof String text) {
            statement.setString(position, text);
        } else if (value instanceof Long number) {
            statement.setLong(position, number);
        } else if (value instanceof Integer number) {
            statement.setInt(position, number);
        } else if (value instanceof Double number) {
            statement.setDouble(position, number);
        } else if (value == null) {
            statement.setNull(position, Types.NULL);
        } else if (value instanceof Instant moment) {
            statement.setObject(position, moment.atOffset(ZoneOffset.UTC));
        } else if (value instanceof ZonedDateTime moment) {
            statement.setObject(position, moment.toOffsetDateTime());
        } else if (value instanceof BigInteger number) {
            statement.setBigDecimal(position, new BigDecimal(number));
        } else if (value instanceof Character character) {
            statement.setString(position, character.toString());
        } else if (value instanceof Enum<?> || value instanceof Duration || value instanceof Period) {
            statement.setObject(position, PostgresqlText.of(value), Types.OTHER);
        } else if (PostgresqlText.isArray(value)) {
            bindArray(statement, position, value);
        } else {
            statement.setObject(position, value);
        }
    }

    /** With the type of its elements where they agree on one; else as text that the server reads as what the column is. */
    private static void bindArray(PreparedStatement statement, int position, Object value) throws SQLException {
        Class<?> elementClass = elementClass(value, null);
        String type = elementClass == null ? null : ARRAY_TYPES.get(elementClass);
        String literal = PostgresqlText.of(value);
        if (type == null) {
            statement.setObject(position, literal, Types.OTHER);
        } else {
            PGobject array = new PGobject();
            array.setType("_" + type);
            array.setValue(literal);
            statement.setObject(position, array);
        }
    }

    private static @Nullable Class<?> elementClass(Object array, @Nullable Class<?> known) {
        Class<?> common = known;
        for (Object element : PostgresqlText.elements(array)) {
            Class<?> found = element == null
                    ? common
                    : PostgresqlText.isArray(element) ? elementClass(element, common) : element.getClass();
            if (common != null && found != common) {
                return Object.class;
            }
            common = found;
        }
        return common;
    }

    @Override
    public @Nullable Object read(ResultSet rows, int position, int sqlType) throws SQLException {
        return switch (sqlType) {
            case Types.DATE -> rows.getObject(position, LocalDate.class);
            case Types.TIME, Types.TIME_WITH_TIMEZONE -> time(rows, position);
            case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> timestamp(rows, position);
            case Types.BINARY -> rows.getBytes(position);
            case Types.SQLXML -> rows.getString(position);
            case Types.ARRAY -> array(rows.getArray(position));
            default -> plain(rows, position);
        };
    }

    private static @Nullable Object plain(ResultSet rows, int position) throws SQLException {
        Object value = rows.getObject(position);
        // json, interval, geometric and everything else that Java has no type for
        return value instanceof PGobject ? rows.getString(position) : value;
    }

    /** The driver gives both kinds of timestamp the same code; only the one with a time zone prints an offset. */
    private static @Nullable Object timestamp(ResultSet rows, int position) throws SQLException {
        String text = rows.getString(position);
        if (text == null) {
            return null;
        }
        boolean infinite = text.endsWith("infinity");
        return infinite || hasOffset(text, text.indexOf(' '))
                ? rows.getObject(position, OffsetDateTime.class)
                : rows.getObject(position, LocalDateTime.class);
    }

    private static @Nullable Object time(ResultSet rows, int position) throws SQLException {
        String text = rows.getString(position);
        if (text == null) {
            return null;
        }
        return hasOffset(text, 0)
                ? rows.getObject(position, OffsetTime.class)
                : rows.getObject(position, LocalTime.class);
    }

    private static boolean hasOffset(String text, int from) {
        return text.indexOf('+', from) >= 0 || text.indexOf('-', from) >= 0;
    }

    private static @Nullable Object array(@Nullable Array array) throws SQLException {
        if (array == null) {
            return null;
        }
        boolean zoned = "timestamptz".equals(array.getBaseTypeName());
        return list(array.getArray(), zoned);
    }

    private static List<@Nullable Object> list(Object array, boolean zoned) {
        List<@Nullable Object> list = new ArrayList<>();
        for (Object element : PostgresqlText.elements(array)) {
            list.add(element == null ? null : element(element, zoned));
        }
        return Collections.unmodifiableList(list);
    }

    private static @Nullable Object element(Object element, boolean zoned) {
        if (PostgresqlText.isArray(element)) {
            return list(element, zoned);
        }
        if (element instanceof Timestamp moment) {
            return zoned ? moment.toInstant().atOffset(ZoneOffset.UTC) : moment.toLocalDateTime();
        }
        if (element instanceof Date date) {
            return date.toLocalDate();
        }
        if (element instanceof Time time) {
            return time.toLocalTime();
        }
        return element instanceof PGobject object ? object.getValue() : element;
    }

    @Override
    public long bulkInsert(
            Connection connection,
            String table,
            List<String> columns,
            Iterable<? extends List<? extends @Nullable Object>> rows)
            throws SQLException {
        return PostgresqlCopy.insert(connection, table, columns, rows);
    }
}
