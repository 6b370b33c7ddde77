package dev.hawser.engines;

import dev.hawser.spi.jdbc.DefaultJdbcValues;
import java.sql.Blob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How values are kept in MS Access: one type for dates and times, in milliseconds and without a zone, where a moment is kept in UTC, a date is a midnight and a time is one on
 * Access's day zero; booleans that are never null; GUIDs in braces.
 */
final class AccessValues extends DefaultJdbcValues {

    private static final LocalDate DAY_ZERO = LocalDate.of(1899, 12, 30);
    private static final int GUID_LENGTH = 38;

    @Override
    public void bind(PreparedStatement statement, int position, @Nullable Object value) throws SQLException {
        if (value instanceof UUID id) {
            statement.setString(position, isGuid(statement, position) ? braced(id) : id.toString());
        } else {
            super.bind(statement, position, value);
        }
    }

    /** Only a column that MS Access made is one; it is the only one of fixed length. */
    private static boolean isGuid(PreparedStatement statement, int position) throws SQLException {
        ParameterMetaData parameters = statement.getParameterMetaData();
        return parameters.getParameterType(position) == Types.CHAR && parameters.getPrecision(position) == GUID_LENGTH;
    }

    private static String braced(UUID id) {
        return "{" + id.toString().toUpperCase(Locale.ROOT) + "}";
    }

    /** What is finer than the file keeps would be there until the file is read again. */
    @Override
    protected void bindTime(PreparedStatement statement, int position, Object value) throws SQLException {
        if (value instanceof LocalDate date) {
            statement.setObject(position, date.atStartOfDay());
        } else if (value instanceof LocalTime time) {
            statement.setObject(position, DAY_ZERO.atTime(time.truncatedTo(ChronoUnit.MILLIS)));
        } else if (value instanceof LocalDateTime time) {
            statement.setObject(position, time.truncatedTo(ChronoUnit.MILLIS));
        } else if (value instanceof Instant moment) {
            bindTime(statement, position, LocalDateTime.ofInstant(moment, ZoneOffset.UTC));
        } else if (value instanceof OffsetDateTime moment) {
            bindTime(statement, position, moment.toInstant());
        } else if (value instanceof ZonedDateTime moment) {
            bindTime(statement, position, moment.toInstant());
        } else if (value instanceof java.util.Date moment) {
            bindTime(statement, position, Instant.ofEpochMilli(moment.getTime()));
        } else {
            super.bindTime(statement, position, value);
        }
    }

    @Override
    protected void bindArray(PreparedStatement statement, int position, @Nullable Object[] elements)
            throws SQLException {
        throw new SQLException("MS Access has no arrays: a list cannot be a parameter", "22005");
    }

    @Override
    public @Nullable Object read(ResultSet rows, int position, int sqlType) throws SQLException {
        if (sqlType == Types.BLOB) {
            Blob bytes = rows.getBlob(position); // getBytes gives the driver's own form of it
            return bytes == null ? null : bytes.getBytes(1, Math.toIntExact(bytes.length()));
        }
        Object value = super.read(rows, position, sqlType);
        if (value instanceof LocalDateTime time && time.toLocalDate().equals(DAY_ZERO)) {
            return time.toLocalTime();
        }
        if (sqlType == Types.CHAR
                && value instanceof String text
                && text.length() == GUID_LENGTH
                && text.charAt(0) == '{') {
            return UUID.fromString(text.substring(1, GUID_LENGTH - 1));
        }
        return value;
    }
}
