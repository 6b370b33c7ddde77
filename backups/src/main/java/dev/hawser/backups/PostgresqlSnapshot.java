package dev.hawser.backups;

import dev.hawser.Position;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A moment in the life of a database that several sessions look at: that of pg_dump, and this one, which counts. It lasts until it is closed. For one thread at a time.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-SNAPSHOT-SYNCHRONIZATION">Snapshot Synchronization</a>
 */
final class PostgresqlSnapshot implements AutoCloseable {

    /**
     * What pg_dump writes rows of: tables and partitions, of extensions only what those have marked as the user's. Of unlogged tables a standby has no rows to read.
     */
    private static final String TABLES = """
            select n.nspname || '.' || c.relname as name, format('%I.%I', n.nspname, c.relname) as quoted,
                   coalesce(extension.condition, '') as condition, c.relpersistence = 'u' and pg_is_in_recovery() as unreadable
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
              left join lateral (
                  select e.extcondition[array_position(e.extconfig, c.oid)] as condition, c.oid = any (e.extconfig) as marked
                    from pg_depend d join pg_extension e on e.oid = d.refobjid
                   where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
              ) as extension on true
             where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
               and coalesce(extension.marked, extension is null)
             order by 1""";

    private static final String SEQUENCE_COUNT = """
            select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'S' and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
               and not (c.relpersistence = 'u' and pg_is_in_recovery())
               and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')""";

    private final HostConnection connection;
    private final String id;
    private final String serverVersion;
    private final @Nullable Position position;

    private PostgresqlSnapshot(
            HostConnection connection, String id, String serverVersion, @Nullable Position position) {
        this.connection = connection;
        this.id = id;
        this.serverVersion = serverVersion;
        this.position = position;
    }

    static PostgresqlSnapshot take(BackupSite source) throws SQLException {
        HostConnection connection = HostConnection.open(source);
        try {
            connection.execute("set row_security = off"); // a policy must not hide what pg_dump writes
            String version = connection.serverVersion();
            connection.execute("begin isolation level repeatable read read only");
            String id = connection.text("select pg_export_snapshot()");
            // Asked after the snapshot is there: whatever the backup holds had been committed by then.
            return new PostgresqlSnapshot(connection, id, version, position(source));
        } catch (SQLException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    /** On a connection of its own: what a role may not ask would end the transaction. */
    private static @Nullable Position position(BackupSite source) throws SQLException {
        try (HostConnection connection = HostConnection.open(source)) {
            String token = connection.report().position();
            return token == null ? null : new Position(source.config().name(), token);
        }
    }

    /** For {@code pg_dump --snapshot}. */
    String id() {
        return id;
    }

    String serverVersion() {
        return serverVersion;
    }

    @Nullable
    Position position() {
        return position;
    }

    /** Counts what the backup must hold. Reads every table once. */
    Contents count() throws SQLException {
        Map<String, TableContent> tables = new LinkedHashMap<>();
        for (Table table : tables()) {
            long rows = table.unreadable()
                    ? 0
                    : count("select count(*) from only " + table.quoted() + " " + table.condition());
            tables.put(table.name(), new TableContent(rows, null));
        }
        long largeObjects = count("select count(*) from pg_largeobject_metadata");
        if (largeObjects > 0) {
            tables.put(PostgresqlText.LARGE_OBJECTS, new TableContent(largeObjects, null));
        }
        long sequences = count(SEQUENCE_COUNT);
        if (sequences > 0) {
            tables.put(PostgresqlText.SEQUENCES, new TableContent(sequences, null));
        }
        return new Contents(tables);
    }

    private record Table(String name, String quoted, String condition, boolean unreadable) {}

    private List<Table> tables() throws SQLException {
        Connection jdbc = connection.jdbc();
        try (Statement statement = jdbc.createStatement();
                ResultSet rows = statement.executeQuery(TABLES)) {
            List<Table> tables = new ArrayList<>();
            while (rows.next()) {
                tables.add(new Table(
                        rows.getString("name"),
                        rows.getString("quoted"),
                        rows.getString("condition"),
                        rows.getBoolean("unreadable")));
            }
            return tables;
        }
    }

    private long count(String sql) throws SQLException {
        return Long.parseLong(connection.text(sql));
    }

    /** Ends what another thread counts. */
    void cancel() {
        connection.cancel();
    }

    @Override
    public void close() {
        connection.close();
    }
}
