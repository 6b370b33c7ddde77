package dev.hawser.migrations;

import dev.hawser.migrations.SchemaSnapshot.Line;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The schema of a SQL Server database: {@code information_schema} for what the standard knows, the server's own views for the rest. Each query gives the table it is of, its
 * name, and what is to be said of it.
 */
final class SqlServerSchema implements SchemaSnapshot.Reader {

    private static final String COLUMNS = """
            select c.TABLE_NAME, c.TABLE_SCHEMA, c.COLUMN_NAME, c.ORDINAL_POSITION, c.DATA_TYPE, c.CHARACTER_MAXIMUM_LENGTH,
              c.NUMERIC_PRECISION, c.NUMERIC_SCALE, c.DATETIME_PRECISION, c.COLLATION_NAME, c.IS_NULLABLE, c.COLUMN_DEFAULT
            from INFORMATION_SCHEMA.COLUMNS c join INFORMATION_SCHEMA.TABLES t
            on t.TABLE_SCHEMA = c.TABLE_SCHEMA and t.TABLE_NAME = c.TABLE_NAME where t.TABLE_TYPE = 'BASE TABLE'""";

    /** What a line of it is, and the query. */
    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("table", """
                select TABLE_NAME, TABLE_SCHEMA, TABLE_NAME from INFORMATION_SCHEMA.TABLES where TABLE_TYPE = 'BASE TABLE'""");
        PARTS.put("constraint", """
                select TABLE_NAME, TABLE_SCHEMA, CONSTRAINT_NAME, CONSTRAINT_TYPE, IS_DEFERRABLE, INITIALLY_DEFERRED
                from INFORMATION_SCHEMA.TABLE_CONSTRAINTS""");
        PARTS.put("key", """
                select TABLE_NAME, TABLE_SCHEMA, CONSTRAINT_NAME, ORDINAL_POSITION, COLUMN_NAME
                from INFORMATION_SCHEMA.KEY_COLUMN_USAGE""");
        PARTS.put("reference", """
                select k.TABLE_NAME, r.CONSTRAINT_SCHEMA, r.CONSTRAINT_NAME, r.UNIQUE_CONSTRAINT_SCHEMA,
                  r.UNIQUE_CONSTRAINT_NAME, r.MATCH_OPTION, r.UPDATE_RULE, r.DELETE_RULE
                from INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS r join INFORMATION_SCHEMA.TABLE_CONSTRAINTS k
                on k.CONSTRAINT_SCHEMA = r.CONSTRAINT_SCHEMA and k.CONSTRAINT_NAME = r.CONSTRAINT_NAME""");
        PARTS.put("check", """
                select k.TABLE_NAME, c.CONSTRAINT_SCHEMA, c.CONSTRAINT_NAME, c.CHECK_CLAUSE
                from INFORMATION_SCHEMA.CHECK_CONSTRAINTS c join INFORMATION_SCHEMA.TABLE_CONSTRAINTS k
                on k.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA and k.CONSTRAINT_NAME = c.CONSTRAINT_NAME""");
        PARTS.put("sequence", """
                select SEQUENCE_NAME, SEQUENCE_SCHEMA, SEQUENCE_NAME, DATA_TYPE, START_VALUE, MINIMUM_VALUE, MAXIMUM_VALUE,
                  INCREMENT, CYCLE_OPTION from INFORMATION_SCHEMA.SEQUENCES""");
        PARTS.put("index", """
                select o.name, schema_name(o.schema_id), i.name, x.key_ordinal, x.index_column_id, c.name, x.is_descending_key,
                  x.is_included_column, i.type_desc, i.is_unique, i.is_disabled, i.filter_definition
                from sys.indexes i join sys.objects o on o.object_id = i.object_id
                join sys.index_columns x on x.object_id = i.object_id and x.index_id = i.index_id
                join sys.columns c on c.object_id = x.object_id and c.column_id = x.column_id
                where o.is_ms_shipped = 0 and i.name is not null""");
        PARTS.put("identity", """
                select o.name, schema_name(o.schema_id), c.name, c.seed_value, c.increment_value
                from sys.identity_columns c join sys.objects o on o.object_id = c.object_id where o.is_ms_shipped = 0""");
        PARTS.put("computed", """
                select o.name, schema_name(o.schema_id), c.name, c.definition, c.is_persisted
                from sys.computed_columns c join sys.objects o on o.object_id = c.object_id where o.is_ms_shipped = 0""");
        PARTS.put("module", """
                select coalesce(p.name, o.name), schema_name(o.schema_id), o.name, o.type_desc, m.definition
                from sys.sql_modules m join sys.objects o on o.object_id = m.object_id
                left join sys.objects p on p.object_id = o.parent_object_id where o.is_ms_shipped = 0""");
        PARTS.put("type", """
                select t.name, schema_name(t.schema_id), t.name, t.system_type_id, t.max_length, t.precision, t.scale,
                  t.is_nullable from sys.types t where t.is_user_defined = 1""");
    }

    /** The names that the server gives to constraints without one have a number in them that is never the same again. */
    private static final Pattern GIVEN_NAME = Pattern.compile("\\b(PK|UQ|FK|CK|DF)__\\w*__[0-9A-F]{8,16}\\b");

    @Override
    public List<Line> read(Connection connection) throws SQLException {
        List<Line> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            columns(statement, lines);
            for (Map.Entry<String, String> part : PARTS.entrySet()) {
                try (ResultSet rows = statement.executeQuery(part.getValue())) {
                    while (rows.next()) {
                        String text = part.getKey() + " " + rows.getString(2) + "." + rows.getString(1) + "."
                                + rows.getString(3) + facts(rows, 4);
                        lines.add(new Line(
                                rows.getString(1), GIVEN_NAME.matcher(text).replaceAll("$1")));
                    }
                }
            }
        }
        return lines;
    }

    private static void columns(Statement statement, List<Line> lines) throws SQLException {
        Map<String, Map<Integer, String>> orders = new LinkedHashMap<>();
        Map<String, String> tables = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(COLUMNS)) {
            while (rows.next()) {
                String table = rows.getString(2) + "." + rows.getString(1);
                tables.put(table, rows.getString(1));
                orders.computeIfAbsent(table, name -> new TreeMap<>()).put(rows.getInt(4), rows.getString(3));
                lines.add(new Line(rows.getString(1), "column " + table + "." + rows.getString(3) + facts(rows, 5)));
            }
        }
        orders.forEach((table, columns) ->
                lines.add(SchemaSnapshot.order(tables.getOrDefault(table, table), table, columns.values())));
    }

    private static String facts(ResultSet rows, int from) throws SQLException {
        ResultSetMetaData metadata = rows.getMetaData();
        StringBuilder facts = new StringBuilder();
        for (int i = from; i <= metadata.getColumnCount(); i++) {
            facts.append(" | ").append(rows.getString(i));
        }
        return facts.toString();
    }
}
