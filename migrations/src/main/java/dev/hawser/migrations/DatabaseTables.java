package dev.hawser.migrations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables of a database, asked on a connection, each once. For one thread. What cannot be asked is taken not to be there. */
final class DatabaseTables implements TablesInUse {

    private final Connection connection;
    private final Questions questions;
    private final Map<String, Optional<Size>> sizes = new HashMap<>();

    /**
     * What to ask.
     *
     * @param size of {@code ?}: rows and bytes, each null if unknown
     * @param type of column {@code ?} of table {@code ?}
     * @param notNull a row if a constraint of table {@code ?} says so of column {@code ?}; empty if that cannot matter
     */
    private record Questions(String size, String type, String notNull) {

        static @Nullable Questions of(String dialect) {
            return switch (dialect) {
                case "postgresql" -> POSTGRESQL;
                case "mysql" -> MYSQL;
                case "sqlserver" -> SQLSERVER;
                case "sqlite" -> SQLITE;
                default -> null;
            };
        }
    }

    private static final Questions POSTGRESQL = new Questions("""
            select nullif(greatest(c.reltuples, -1), -1)::bigint, pg_total_relation_size(c.oid)
            from pg_class n left join pg_index i on i.indexrelid = n.oid join pg_class c on c.oid = coalesce(i.indrelid, n.oid)
            where n.oid = to_regclass(?)""", """
            select replace(format_type(atttypid, atttypmod), ' ', '') from pg_attribute
            where attrelid = to_regclass(?) and attname = ? and not attisdropped""", """
            select 1 from pg_constraint where conrelid = to_regclass(?) and contype in ('c', 'n') and convalidated
            and lower(pg_get_constraintdef(oid)) in ('check ((' || quote_ident(?) || ' is not null))')""");

    private static final Questions MYSQL = new Questions("""
            select TABLE_ROWS, DATA_LENGTH + INDEX_LENGTH from information_schema.TABLES
            where TABLE_SCHEMA = database() and TABLE_NAME = ?""", """
            select replace(lower(COLUMN_TYPE), ' ', '') from information_schema.COLUMNS
            where TABLE_SCHEMA = database() and TABLE_NAME = ? and COLUMN_NAME = ?""", "");

    private static final Questions SQLSERVER = new Questions("""
            select sum(case when index_id < 2 then row_count end), 8192 * sum(reserved_page_count)
            from sys.dm_db_partition_stats where object_id = object_id(?) having count(*) > 0""", "", "");

    // Counts no further than it must, since it reads what it counts.
    private static final Questions SQLITE =
            new Questions("select count(*), null from (select 1 from %s limit 100000)", "", "");

    private DatabaseTables(Connection connection, Questions questions) {
        this.connection = connection;
        this.questions = questions;
    }

    /** Those of an engine for which there are rules; otherwise none. */
    static @Nullable DatabaseTables of(Connection connection, String dialect) {
        Questions questions = Questions.of(dialect);
        return questions == null ? null : new DatabaseTables(connection, questions);
    }

    @Override
    public @Nullable Size size(String name) {
        return sizes.computeIfAbsent(name, this::asked).orElse(null);
    }

    private Optional<Size> asked(String name) {
        boolean named = questions.size().contains("%s");
        String question =
                named ? String.format(questions.size(), "\"" + name.replace("\"", "\"\"") + "\"") : questions.size();
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            if (!named) {
                statement.setString(1, name);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new Size(number(row, 1), number(row, 2))) : Optional.empty();
            }
        } catch (SQLException unknown) {
            return Optional.empty();
        }
    }

    private static long number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? -1 : number;
    }

    @Override
    public @Nullable String type(String table, String column) {
        String type = single(questions.type(), table, column);
        return type == null ? null : type.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean isCheckedNotNull(String table, String column) {
        return single(questions.notNull(), table, column) != null;
    }

    private @Nullable String single(String question, String table, String column) {
        if (question.isEmpty()) {
            return null;
        }
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setString(1, table);
            statement.setString(2, column);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        } catch (SQLException unknown) {
            return null;
        }
    }
}
