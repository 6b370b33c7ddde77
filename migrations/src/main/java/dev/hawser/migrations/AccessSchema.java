package dev.hawser.migrations;

import dev.hawser.migrations.SchemaSnapshot.Line;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The schema of an Access file, as the driver tells it: tables, saved queries, columns with their defaults, indexes and relationships. */
final class AccessSchema implements SchemaSnapshot.Reader {

    private static final Pattern MADE_UP = Pattern.compile("\\b(SYS_[A-Z]+)_[0-9]+\\b");

    @Override
    public List<Line> read(Connection connection) throws SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        List<Line> lines = new ArrayList<>();
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = metadata.getTables(null, "PUBLIC", "%", new String[] {"TABLE", "VIEW"})) {
            while (rows.next()) {
                String table = rows.getString("TABLE_NAME");
                boolean view = "VIEW".equals(rows.getString("TABLE_TYPE"));
                lines.add(new Line(table, (view ? "view " : "table ") + table));
                if (!view) {
                    tables.add(table);
                }
            }
        }
        columns(metadata, lines);
        for (String table : tables) {
            indexes(metadata, table, lines);
            references(metadata, table, lines);
        }
        return lines;
    }

    private static void columns(DatabaseMetaData metadata, List<Line> lines) throws SQLException {
        Map<String, Map<Integer, String>> orders = new LinkedHashMap<>();
        try (ResultSet rows = metadata.getColumns(null, "PUBLIC", "%", "%")) {
            while (rows.next()) {
                String table = rows.getString("TABLE_NAME");
                String column = rows.getString("COLUMN_NAME");
                orders.computeIfAbsent(table, name -> new TreeMap<>()).put(rows.getInt("ORDINAL_POSITION"), column);
                lines.add(new Line(
                        table,
                        "column " + table + "." + column + " " + rows.getString("TYPE_NAME") + " "
                                + rows.getInt("COLUMN_SIZE") + " " + rows.getInt("DECIMAL_DIGITS")
                                + (rows.getInt("NULLABLE") == DatabaseMetaData.columnNoNulls ? " not null" : "")
                                + " default " + rows.getString("COLUMN_DEF") + " autoincrement "
                                + rows.getString("IS_AUTOINCREMENT")));
            }
        }
        orders.forEach((table, columns) -> lines.add(SchemaSnapshot.order(table, table, columns.values())));
    }

    private static void indexes(DatabaseMetaData metadata, String table, List<Line> lines) throws SQLException {
        try (ResultSet rows = metadata.getIndexInfo(null, "PUBLIC", table, false, true)) {
            while (rows.next()) {
                lines.add(new Line(
                        table,
                        "index " + table + "." + name(rows.getString("INDEX_NAME")) + "."
                                + rows.getInt("ORDINAL_POSITION")
                                + " " + rows.getString("COLUMN_NAME")
                                + (rows.getBoolean("NON_UNIQUE") ? "" : " unique")));
            }
        }
        try (ResultSet rows = metadata.getPrimaryKeys(null, "PUBLIC", table)) {
            while (rows.next()) {
                lines.add(new Line(
                        table,
                        "primary key " + table + "." + rows.getInt("KEY_SEQ") + " " + rows.getString("COLUMN_NAME")));
            }
        }
    }

    private static void references(DatabaseMetaData metadata, String table, List<Line> lines) throws SQLException {
        try (ResultSet rows = metadata.getImportedKeys(null, "PUBLIC", table)) {
            while (rows.next()) {
                lines.add(new Line(
                        table,
                        "reference " + table + "." + name(rows.getString("FK_NAME")) + "." + rows.getInt("KEY_SEQ")
                                + " "
                                + rows.getString("FKCOLUMN_NAME") + " -> " + rows.getString("PKTABLE_NAME") + "."
                                + rows.getString("PKCOLUMN_NAME") + " on update " + rows.getInt("UPDATE_RULE")
                                + " on delete " + rows.getInt("DELETE_RULE")));
            }
        }
    }

    /** Without the number in a name that the driver has made up: it is another one after every opening of the file. */
    private static String name(@Nullable String name) {
        return MADE_UP.matcher(String.valueOf(name)).replaceAll("$1");
    }
}
