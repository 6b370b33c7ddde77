package dev.hawser.engines;

import dev.hawser.spi.jdbc.DefaultJdbcValues;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How values are kept in MySQL and MariaDB. Sessions are in UTC, so that a point in time is the same point for everybody: it is written as its date and time there, into a
 * {@code timestamp} as well as into a {@code datetime}, and a {@code timestamp} is read as that point. UUIDs are text.
 */
final class MysqlValues extends DefaultJdbcValues {

    /** Rows of one statement. More gain nothing, and make long statements longer than the server's {@code max_allowed_packet}. */
    private static final int ROWS = 500;

    private static final int MOST_PARAMETERS = 20_000;

    @Override
    public void bind(PreparedStatement statement, int position, @Nullable Object value) throws SQLException {
        if (value instanceof UUID uuid) {
            statement.setString(position, uuid.toString()); // one driver would write the serialized object
        } else {
            super.bind(statement, position, value);
        }
    }

    @Override
    protected void bindTime(PreparedStatement statement, int position, Object value) throws SQLException {
        if (value instanceof Instant instant) {
            bindMoment(statement, position, instant);
        } else if (value instanceof OffsetDateTime time) {
            bindMoment(statement, position, time.toInstant());
        } else if (value instanceof ZonedDateTime time) {
            bindMoment(statement, position, time.toInstant());
        } else if (value instanceof java.util.Date date) {
            bindMoment(statement, position, date.toInstant());
        } else {
            super.bindTime(statement, position, value);
        }
    }

    private static void bindMoment(PreparedStatement statement, int position, Instant moment) throws SQLException {
        statement.setObject(position, LocalDateTime.ofInstant(moment, ZoneOffset.UTC));
    }

    @Override
    protected void bindArray(PreparedStatement statement, int position, @Nullable Object[] elements)
            throws SQLException {
        throw new SQLException("there are no arrays here: write in (:list), or pass JSON", "0A000");
    }

    @Override
    public @Nullable Object read(ResultSet rows, int position, int sqlType) throws SQLException {
        if (sqlType == Types.TIMESTAMP) {
            LocalDateTime time = rows.getObject(position, LocalDateTime.class);
            boolean pointInTime =
                    time != null && "TIMESTAMP".equals(rows.getMetaData().getColumnTypeName(position));
            return pointInTime ? time.atOffset(ZoneOffset.UTC) : time;
        }
        return super.read(rows, position, sqlType);
    }

    /**
     * Many rows in one {@code insert}; where driver and server are MariaDB's, batches, of which the driver makes one message each. {@code load data local} would be faster there,
     * but turns rows that the server refuses into warnings.
     */
    @Override
    public long bulkInsert(
            Connection connection,
            String table,
            List<String> columns,
            Iterable<? extends List<? extends @Nullable Object>> rows)
            throws SQLException {
        if (connection.getMetaData().getDriverName().contains("MariaDB") && MysqlRole.isMariadb(connection)) {
            return super.bulkInsert(connection, table, columns, rows);
        }
        int atOnce = Math.max(1, Math.min(ROWS, MOST_PARAMETERS / columns.size()));
        long count = 0;
        List<@Nullable Object[]> waiting = new ArrayList<>(atOnce);
        try (PreparedStatement full = prepare(connection, table, columns, atOnce)) {
            for (List<? extends @Nullable Object> row : rows) {
                count++;
                if (row.size() != columns.size()) {
                    throw new SQLException(
                            "row " + count + " has " + row.size() + " values for " + columns.size() + " columns",
                            "21S01");
                }
                waiting.add(row.toArray()); // the caller may use the list again
                if (waiting.size() == atOnce) {
                    insert(full, waiting);
                    waiting.clear();
                }
            }
        }
        if (!waiting.isEmpty()) {
            try (PreparedStatement rest = prepare(connection, table, columns, waiting.size())) {
                insert(rest, waiting);
            }
        }
        return count;
    }

    private static PreparedStatement prepare(Connection connection, String table, List<String> columns, int rows)
            throws SQLException {
        String row = "(" + "?, ".repeat(columns.size() - 1) + "?)";
        return connection.prepareStatement("insert into " + table + " (" + String.join(", ", columns) + ") values "
                + (row + ", ").repeat(rows - 1) + row);
    }

    private void insert(PreparedStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        int position = 0;
        for (@Nullable Object[] row : rows) {
            for (Object value : row) {
                bind(statement, ++position, value);
            }
        }
        statement.executeUpdate();
    }
}
