package dev.hawser.backups;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is in tables, by reading them through JDBC. */
final class JdbcContents {

    private static final int FETCH_SIZE = 1_000;

    private JdbcContents() {}

    /** The number of rows. {@code tables}: how each is written in SQL, by the name it has in the contents. */
    static Contents rows(Connection connection, Map<String, String> tables) throws SQLException, InterruptedException {
        Map<String, TableContent> contents = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> table : tables.entrySet()) {
                requireUninterrupted();
                try (ResultSet count = statement.executeQuery("select count(*) from " + table.getValue())) {
                    count.next();
                    contents.put(table.getKey(), new TableContent(count.getLong(1), null));
                }
            }
        }
        return new Contents(contents);
    }

    /** The number of rows and their checksum. {@code tables}: as for {@link #rows}. */
    static Contents checksums(Connection connection, Map<String, String> tables)
            throws SQLException, InterruptedException {
        Map<String, TableContent> contents = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH_SIZE);
            for (Map.Entry<String, String> table : tables.entrySet()) {
                try (ResultSet rows = statement.executeQuery("select * from " + table.getValue())) {
                    contents.put(table.getKey(), checksum(rows));
                }
            }
        }
        return new Contents(contents);
    }

    private static TableContent checksum(ResultSet rows) throws SQLException, InterruptedException {
        int columns = rows.getMetaData().getColumnCount();
        TableChecksum checksum = new TableChecksum();
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        DataOutputStream values = new DataOutputStream(row);
        while (rows.next()) {
            requireUninterrupted();
            row.reset();
            for (int column = 1; column <= columns; column++) {
                write(rows.getObject(column), values);
            }
            byte[] bytes = row.toByteArray();
            checksum.add(bytes, 0, bytes.length);
        }
        return checksum.content();
    }

    /** With its length, so that no two rows are the same one behind the other. */
    private static void write(@Nullable Object value, DataOutputStream to) throws SQLException {
        try {
            if (value == null) {
                to.writeInt(-1);
                return;
            }
            byte[] bytes = bytes(value);
            to.writeInt(bytes.length);
            to.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException("in memory", impossible);
        }
    }

    private static byte[] bytes(Object value) throws SQLException {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof Blob blob) {
            return blob.getBytes(1, Math.toIntExact(blob.length()));
        }
        // Of several values in one there is no text that is always the same.
        String text = value instanceof Object[] several ? several.length + " values" : value.toString();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void requireUninterrupted() throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("interrupted");
        }
    }
}
