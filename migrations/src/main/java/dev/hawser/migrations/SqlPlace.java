package dev.hawser.migrations;

import dev.hawser.spi.jdbc.SqlDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Where the table of the history is. It is named in full in every statement, since scripts may change what a bare name means. Immutable.
 *
 * @param database null where a file is the database
 * @param schema null where there are none
 */
record SqlPlace(@Nullable String database, @Nullable String schema, String table) {

    /** The place that {@code table} means on this connection. */
    static SqlPlace of(Connection connection, EngineRules rules, String table) {
        String question = switch (rules) {
            case POSTGRESQL -> "select current_database(), current_schema()";
            case MYSQL -> "select database(), null";
            case SQLSERVER -> "select db_name(), schema_name()";
            case SQLITE, OTHER -> null;
        };
        if (question == null) {
            return new SqlPlace(null, null, table);
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            SqlPlace place = new SqlPlace(row.getString(1), row.getString(2), table);
            if (rules == EngineRules.POSTGRESQL && place.schema() == null) {
                throw new MigrationException(
                        "the database " + place.database()
                                + " has no schema to migrate: none of the search_path exists; set the key schema, or create it."
                                + " Nothing was changed",
                        null);
            }
            return place;
        } catch (SQLException failed) {
            throw new MigrationException("cannot find out what to migrate: " + failed.getMessage(), failed);
        }
    }

    /** Its name in statements. */
    String table(SqlDialect dialect) {
        String qualifier = schema != null ? schema : dialect.name().equals("mysql") ? database : null;
        return qualifier == null ? dialect.quote(table) : dialect.quote(qualifier) + "." + dialect.quote(table);
    }

    /** Whether the table is there. */
    boolean hasTable(Connection connection, EngineRules rules, SqlDialect dialect) throws SQLException {
        return switch (rules) {
            case POSTGRESQL ->
                finds(
                        connection,
                        "select 1 from pg_tables where schemaname = ? and tablename = ?",
                        String.valueOf(schema),
                        table);
            case MYSQL ->
                finds(
                        connection,
                        "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
                        String.valueOf(database),
                        table);
            case SQLSERVER -> finds(connection, "select object_id(?)", table(dialect));
            case SQLITE ->
                finds(
                        connection,
                        "select 1 from sqlite_master where type = 'table' and name = ? collate nocase",
                        table);
            case OTHER -> isListed(connection);
        };
    }

    private static boolean finds(Connection connection, String question, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getObject(1) != null;
            }
        }
    }

    private boolean isListed(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, null, null, new String[] {"TABLE"})) {
            boolean found = false;
            while (tables.next()) {
                found |= table.equalsIgnoreCase(tables.getString("TABLE_NAME"));
            }
            return found;
        }
    }

    @Override
    public String toString() {
        return (database == null ? "" : database + ".") + (schema == null ? "" : schema + ".") + table;
    }
}
