package dev.hawser.engines;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows through {@code COPY … FROM STDIN} in its <a href="https://www.postgresql.org/docs/current/sql-copy.html">text format</a>. */
final class PostgresqlCopy {

    private static final int CHUNK = 1 << 16;

    private final CopyIn copy;
    private final int columns;
    private final StringBuilder chunk = new StringBuilder(CHUNK + 1024);
    private long rows;

    private PostgresqlCopy(CopyIn copy, int columns) {
        this.copy = copy;
        this.columns = columns;
    }

    static long insert(
            Connection connection,
            String table,
            List<String> columns,
            Iterable<? extends List<? extends @Nullable Object>> rows)
            throws SQLException {
        String sql = "copy " + table + " (" + String.join(", ", columns) + ") from stdin";
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            PostgresqlCopy target = new PostgresqlCopy(copy, columns.size());
            for (List<? extends @Nullable Object> row : rows) {
                target.add(row);
            }
            target.flush();
            return copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy(); // else the connection would wait for data for ever
            }
        }
    }

    /** Data that are in the statement's own form already. */
    static long load(Connection connection, String sql, String data) throws SQLException {
        try {
            return connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, new StringReader(data));
        } catch (IOException failed) {
            throw new SQLException("the data cannot be sent: " + failed.getMessage(), "08006", failed);
        }
    }

    private void add(List<? extends @Nullable Object> row) throws SQLException {
        rows++;
        if (row.size() != columns) {
            throw new SQLException(
                    "row " + rows + " has " + row.size() + " values for " + columns + " columns", "22023");
        }
        for (int i = 0; i < columns; i++) {
            if (i > 0) {
                chunk.append('\t');
            }
            Object value = row.get(i);
            if (value == null) {
                chunk.append("\\N");
            } else {
                appendEscaped(PostgresqlText.of(value));
            }
        }
        chunk.append('\n');
        if (chunk.length() >= CHUNK) {
            flush();
        }
    }

    private void appendEscaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> chunk.append("\\\\");
                case '\t' -> chunk.append("\\t");
                case '\n' -> chunk.append("\\n");
                case '\r' -> chunk.append("\\r");
                default -> chunk.append(c);
            }
        }
    }

    private void flush() throws SQLException {
        byte[] bytes = chunk.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        chunk.setLength(0);
    }
}
