package dev.hawser.migrations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What {@code create index concurrently} and {@code reindex concurrently} leave behind on PostgreSQL when they do not come to their end. */
final class InvalidIndexes {

    private static final String ALL =
            "select quote_ident(n.nspname) || '.' || quote_ident(i.relname), t.relname from pg_index x join pg_class i on i.oid = x.indexrelid"
                    + " join pg_class t on t.oid = x.indrelid join pg_namespace n on n.oid = t.relnamespace where not x.indisvalid and n.nspname !~ '^pg_'";

    private InvalidIndexes() {}

    /** Their names as they are quoted, each with its table. */
    static Map<String, String> of(Connection connection) throws SQLException {
        Map<String, String> indexes = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(ALL);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                indexes.put(rows.getString(1), rows.getString(2));
            }
        }
        return indexes;
    }

    /** Those that were not there {@code before}, on tables that the statement names. */
    static List<String> left(Connection connection, Words sql, Set<String> before) throws SQLException {
        List<String> left = new ArrayList<>();
        of(connection).forEach((index, table) -> {
            if (!before.contains(index) && sql.mentions(table)) {
                left.add(index);
            }
        });
        return left;
    }

    static void drop(Connection connection, List<String> indexes) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String index : indexes) {
                statement.execute("drop index if exists " + index);
            }
        }
    }
}
