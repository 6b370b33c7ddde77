package dev.hawser.engines;

import dev.hawser.spi.jdbc.JdbcValues;
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
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * How values are kept in SQLite, which knows numbers, text and bytes: booleans as 0 and 1; dates, times, UUIDs, enums and exact decimals as text. A moment is
 * kept in UTC and with all its digits, so that text sorts as time does. A column declared
 * boolean, date, timestamp or decimal gives back what it is declared to hold.
 */
final class SqliteValues implements JdbcValues {

    private static final int BATCH = 1_000;
    private static final int DATE_LENGTH = "2026-01-15".length();

    private static final DateTimeFormatter MOMENT =
            new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

    /** A column of SQLite may hold a value of any type, whatever it was declared to be. */
    @Override
    public boolean fixedTypes() {
        return false;
    }

    @Override
    public void bind(PreparedStatement statement, int position, @Nullable Object value) throws SQLException {
        if (value instanceof String text) {
            statement.setString(position, text);
        } else if (value instanceof Long number) {
            statement.setLong(position, number);
        } else if (value == null) {
            statement.setNull(position, Types.NULL);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(position, bytes);
        } else if (value instanceof Boolean flag) {
            statement.setInt(position, flag ? 1 : 0);
        } else if (value instanceof Number number) {
            bindNumber(statement, position, number);
        } else {
            statement.setString(position, text(value));
        }
    }

    private static void bindNumber(PreparedStatement statement, int position, Number number) throws SQLException {
        if (number instanceof BigDecimal decimal) {
            statement.setString(position, decimal.toPlainString());
        } else if (number instanceof BigInteger integer && integer.bitLength() >= Long.SIZE) {
            statement.setString(position, integer.toString());
        } else if (number instanceof Double || number instanceof Float) {
            statement.setDouble(position, number.doubleValue());
        } else {
            statement.setLong(position, number.longValue());
        }
    }

    private static String text(Object value) throws SQLException {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Instant moment) {
            return MOMENT.format(moment);
        }
        if (value instanceof OffsetDateTime moment) {
            return MOMENT.format(moment.toInstant());
        }
        if (value instanceof ZonedDateTime moment) {
            return MOMENT.format(moment.toInstant());
        }
        if (value instanceof Collection<?> || value.getClass().isArray()) {
            throw mismatch("SQLite has no arrays: " + value.getClass().getTypeName() + " cannot be a parameter");
        }
        return value.toString();
    }

    @Override
    public @Nullable Object read(ResultSet rows, int position, int sqlType) throws SQLException {
        Object value = rows.getObject(position);
        if (value instanceof String text) {
            return switch (sqlType) {
                case Types.DATE, Types.TIMESTAMP, Types.DECIMAL -> declared(text, sqlType);
                default -> text;
            };
        }
        if (value instanceof Number number) {
            return switch (sqlType) {
                case Types.BOOLEAN -> number.longValue() != 0;
                case Types.DECIMAL -> new BigDecimal(number.toString());
                default -> number;
            };
        }
        return value;
    }

    private static Object declared(String text, int sqlType) {
        try {
            return switch (sqlType) {
                case Types.DATE -> LocalDate.parse(text);
                case Types.DECIMAL -> new BigDecimal(text);
                default -> timestamp(text);
            };
        } catch (DateTimeParseException | NumberFormatException other) {
            return text; // a column holds what was put into it, whatever it is declared to be
        }
    }

    /** ISO 8601 as written by {@link #bind}, or with a space instead of the T, as SQLite's own functions write it. */
    private static Object timestamp(String text) {
        String iso = text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == ' '
                ? text.substring(0, DATE_LENGTH) + 'T' + text.substring(DATE_LENGTH + 1)
                : text;
        boolean zoned = iso.endsWith("Z") || iso.indexOf('+') > 0 || iso.lastIndexOf('-') > DATE_LENGTH;
        return zoned ? OffsetDateTime.parse(iso) : LocalDateTime.parse(iso);
    }

    /** SQLite has no way around statements; one, prepared once and run in a transaction, is the fastest. */
    @Override
    public long bulkInsert(
            Connection connection,
            String table,
            List<String> columns,
            Iterable<? extends List<? extends @Nullable Object>> rows)
            throws SQLException {
        String parameters = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
        String sql = "insert into " + table + " (" + String.join(", ", columns) + ") values (" + parameters + ")";
        long count = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (List<? extends @Nullable Object> row : rows) {
                count++;
                if (row.size() != columns.size()) {
                    throw mismatch(
                            "row " + count + " has " + row.size() + " values for " + columns.size() + " columns");
                }
                for (int i = 0; i < row.size(); i++) {
                    bind(statement, i + 1, row.get(i));
                }
                statement.addBatch();
                if (count % BATCH == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        }
        return count;
    }

    private static SQLException mismatch(String message) {
        return new SQLiteException(message, SQLiteErrorCode.SQLITE_MISMATCH);
    }
}
