package dev.hawser.migrations;

import dev.hawser.migrations.SchemaSnapshot.Line;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The schema of the current database of a MySQL or MariaDB server, from {@code information_schema}. The two, and their versions, have different columns in its tables: of
 * those named here each line has those that are there.
 */
final class MysqlSchema implements SchemaSnapshot.Reader {

    /**
     * What is asked of a table of {@code information_schema}.
     *
     * @param owner the column with the table or routine it belongs to
     * @param name the columns by which a line is known
     * @param facts the columns of which its text is made
     */
    private record Part(String kind, String table, String schema, String owner, List<String> name, List<String> facts) {

        Part(String kind, String table, String schema, String name, String... facts) {
            this(kind, table, schema, name.split("[.]")[0], List.of(name.split("[.]")), List.of(facts));
        }
    }

    private static final List<Part> PARTS = List.of(
            new Part(
                    "column",
                    "COLUMNS",
                    "TABLE_SCHEMA",
                    "TABLE_NAME.COLUMN_NAME",
                    "COLUMN_TYPE",
                    "CHARACTER_SET_NAME",
                    "COLLATION_NAME",
                    "IS_NULLABLE",
                    "COLUMN_DEFAULT",
                    "EXTRA",
                    "GENERATION_EXPRESSION",
                    "SRS_ID",
                    "COLUMN_COMMENT"),
            new Part(
                    "index",
                    "STATISTICS",
                    "TABLE_SCHEMA",
                    "TABLE_NAME.INDEX_NAME.SEQ_IN_INDEX",
                    "COLUMN_NAME",
                    "EXPRESSION",
                    "SUB_PART",
                    "COLLATION",
                    "NON_UNIQUE",
                    "INDEX_TYPE",
                    "IS_VISIBLE",
                    "IGNORED",
                    "INDEX_COMMENT"),
            new Part(
                    "key",
                    "KEY_COLUMN_USAGE",
                    "TABLE_SCHEMA",
                    "TABLE_NAME.CONSTRAINT_NAME.ORDINAL_POSITION",
                    "COLUMN_NAME",
                    "REFERENCED_TABLE_SCHEMA",
                    "REFERENCED_TABLE_NAME",
                    "REFERENCED_COLUMN_NAME"),
            new Part(
                    "reference",
                    "REFERENTIAL_CONSTRAINTS",
                    "CONSTRAINT_SCHEMA",
                    "TABLE_NAME.CONSTRAINT_NAME",
                    "UPDATE_RULE",
                    "DELETE_RULE",
                    "MATCH_OPTION"),
            new Part(
                    "view",
                    "VIEWS",
                    "TABLE_SCHEMA",
                    "TABLE_NAME",
                    "VIEW_DEFINITION",
                    "CHECK_OPTION",
                    "SECURITY_TYPE",
                    "ALGORITHM"),
            new Part(
                    "trigger",
                    "TRIGGERS",
                    "TRIGGER_SCHEMA",
                    "EVENT_OBJECT_TABLE.TRIGGER_NAME",
                    "ACTION_TIMING",
                    "EVENT_MANIPULATION",
                    "ACTION_ORDER",
                    "ACTION_STATEMENT"),
            new Part(
                    "routine",
                    "ROUTINES",
                    "ROUTINE_SCHEMA",
                    "ROUTINE_NAME.ROUTINE_TYPE",
                    "DTD_IDENTIFIER",
                    "SQL_DATA_ACCESS",
                    "IS_DETERMINISTIC",
                    "SECURITY_TYPE",
                    "ROUTINE_COMMENT",
                    "ROUTINE_DEFINITION"),
            new Part(
                    "parameter",
                    "PARAMETERS",
                    "SPECIFIC_SCHEMA",
                    "SPECIFIC_NAME.ROUTINE_TYPE.ORDINAL_POSITION",
                    "PARAMETER_MODE",
                    "PARAMETER_NAME",
                    "DTD_IDENTIFIER"),
            new Part(
                    "event",
                    "EVENTS",
                    "EVENT_SCHEMA",
                    "EVENT_NAME",
                    "EVENT_TYPE",
                    "EXECUTE_AT",
                    "INTERVAL_VALUE",
                    "INTERVAL_FIELD",
                    "ENDS",
                    "STATUS",
                    "ON_COMPLETION",
                    "EVENT_COMMENT",
                    "EVENT_DEFINITION"),
            new Part(
                    "partition",
                    "PARTITIONS",
                    "TABLE_SCHEMA",
                    "TABLE_NAME.PARTITION_NAME.SUBPARTITION_NAME",
                    "PARTITION_METHOD",
                    "PARTITION_EXPRESSION",
                    "SUBPARTITION_METHOD",
                    "SUBPARTITION_EXPRESSION",
                    "PARTITION_DESCRIPTION"));

    private static final String TABLES = "select TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, CREATE_OPTIONS,"
            + " TABLE_COMMENT from information_schema.TABLES where TABLE_SCHEMA = database()";

    @Override
    public List<Line> read(Connection connection) throws SQLException {
        List<Line> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            String database = single(statement, "select database()");
            Set<String> sequences = tables(statement, lines);
            for (Part part : PARTS) {
                part(statement, part, database, sequences, lines);
            }
            checks(statement, lines);
            for (String sequence : sequences) {
                sequence(statement, sequence, lines);
            }
        }
        return lines;
    }

    /** Returns those that are sequences: MariaDB's are tables with one row. */
    private static Set<String> tables(Statement statement, List<Line> lines) throws SQLException {
        Set<String> sequences = new HashSet<>();
        try (ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                String name = rows.getString(1);
                String type = rows.getString(2);
                if (type.equals("SEQUENCE")) {
                    sequences.add(name);
                } else if (type.equals("BASE TABLE")) {
                    lines.add(new Line(
                            name,
                            text(
                                    "table " + name,
                                    rows.getString(3),
                                    rows.getString(4),
                                    rows.getString(5),
                                    rows.getString(6))));
                }
            }
        }
        return sequences;
    }

    private static void part(
            Statement statement, Part part, @Nullable String database, Set<String> sequences, List<Line> lines)
            throws SQLException {
        String query = "select * from information_schema." + part.table() + " where " + part.schema() + " = database()"
                + (part.kind().equals("partition") ? " and PARTITION_NAME is not null" : "");
        Map<String, Map<Long, String>> orders = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            Set<String> there = columns(rows.getMetaData());
            List<String> facts = part.facts().stream().filter(there::contains).toList();
            String owner = there.contains(part.owner()) ? part.owner() : "TABLE_NAME";
            while (rows.next()) {
                String of = rows.getString(owner);
                if (sequences.contains(of)) {
                    continue;
                }
                List<String> name = new ArrayList<>();
                for (String column : part.name()) {
                    name.add(String.valueOf(rows.getString(column)));
                }
                String[] values = new String[facts.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = unqualified(rows.getString(facts.get(i)), database);
                }
                lines.add(new Line(of, text(part.kind() + " " + String.join(".", name), values)));
                if (part.kind().equals("column")) {
                    orders.computeIfAbsent(of, table -> new TreeMap<>())
                            .put(rows.getLong("ORDINAL_POSITION"), rows.getString("COLUMN_NAME"));
                }
            }
        }
        orders.forEach((table, columns) -> lines.add(SchemaSnapshot.order(table, table, columns.values())));
    }

    private static Set<String> columns(ResultSetMetaData metadata) throws SQLException {
        Set<String> columns = new HashSet<>();
        for (int i = 1; i <= metadata.getColumnCount(); i++) {
            columns.add(metadata.getColumnLabel(i).toUpperCase(Locale.ROOT));
        }
        return columns;
    }

    /** The constraints that are conditions; servers before MariaDB 10.2 and MySQL 8.0.16 have none. Only MariaDB says here to which table one belongs. */
    private static void checks(Statement statement, List<Line> lines) throws SQLException {
        if (!"1"
                .equals(single(
                        statement,
                        "select count(*) from information_schema.TABLES where TABLE_SCHEMA ="
                                + " 'information_schema' and TABLE_NAME = 'CHECK_CONSTRAINTS'"))) {
            return;
        }
        try (ResultSet rows = statement.executeQuery(
                "select c.*, t.TABLE_NAME as OF_TABLE from information_schema.CHECK_CONSTRAINTS c"
                        + " join information_schema.TABLE_CONSTRAINTS t on t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA"
                        + " and t.CONSTRAINT_NAME = c.CONSTRAINT_NAME and t.CONSTRAINT_TYPE = 'CHECK'"
                        + " where c.CONSTRAINT_SCHEMA = database()")) {
            boolean named = columns(rows.getMetaData()).contains("TABLE_NAME");
            while (rows.next()) {
                String table = rows.getString("OF_TABLE");
                if (!named || table.equals(rows.getString("TABLE_NAME"))) {
                    lines.add(new Line(
                            table,
                            text(
                                    "check " + table + "." + rows.getString("CONSTRAINT_NAME"),
                                    rows.getString("CHECK_CLAUSE"))));
                }
            }
        }
    }

    private static void sequence(Statement statement, String name, List<Line> lines) throws SQLException {
        String quoted = "`" + name.replace("`", "``") + "`";
        lines.add(new Line(
                name,
                text(
                        "sequence " + name,
                        single(
                                statement,
                                "select concat_ws(' ', start_value, minimum_value, maximum_value, increment,"
                                        + " cache_size, cycle_option) from " + quoted))));
    }

    private static @Nullable String single(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    /** Without the name of the database, which views and references repeat. */
    private static @Nullable String unqualified(@Nullable String text, @Nullable String database) {
        if (text == null || database == null) {
            return text;
        }
        return text.equals(database) ? "" : text.replace("`" + database.replace("`", "``") + "`.", "");
    }

    private static String text(String subject, @Nullable String... facts) {
        StringBuilder text = new StringBuilder(subject);
        for (String fact : facts) {
            text.append(" | ").append(fact == null ? "null" : fact);
        }
        return text.toString();
    }
}
