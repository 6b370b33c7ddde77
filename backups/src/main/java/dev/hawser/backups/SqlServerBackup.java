package dev.hawser.backups;

import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SQL Server, by {@code BACKUP DATABASE}, which the server writes to a {@link SharedFile} itself. Its backups tell nobody how many rows they hold, so those are counted before and
 * after: if nothing was written meanwhile, they are those of the backup.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/backup-transact-sql">BACKUP</a>
 */
final class SqlServerBackup implements EngineBackup {

    static final String FORMAT = "sqlserver-backup";

    private static final Logger log = LoggerFactory.getLogger("dev.hawser.backup");

    /** "Cannot open backup device". */
    private static final int CANNOT_OPEN = 3201;

    private static final String BYTES = "select coalesce(sum(used_pages), 0) * 8192 from sys.allocation_units";
    private static final String VERSION = "select cast(serverproperty('ProductVersion') as nvarchar(128))";
    private static final String EDITION = "select cast(serverproperty('Edition') as nvarchar(128))";
    private static final String TABLES = "select TABLE_SCHEMA, TABLE_NAME from INFORMATION_SCHEMA.TABLES"
            + " where TABLE_TYPE = 'BASE TABLE' and TABLE_SCHEMA not in ('INFORMATION_SCHEMA', 'sys')";

    @Override
    public Set<String> engines() {
        return Set.of("sqlserver");
    }

    @Override
    public BackupTool tool(BackupSite site) throws IOException, SQLException {
        SharedFile.directory(site);
        try (HostConnection connection = HostConnection.open(site)) {
            return tool(connection);
        }
    }

    private static BackupTool tool(HostConnection connection) throws SQLException {
        return new BackupTool("BACKUP DATABASE", connection.row(VERSION, 1));
    }

    @Override
    public OptionalLong estimatedBytes(BackupSite site) throws SQLException {
        try (HostConnection connection = HostConnection.open(site)) {
            return OptionalLong.of(Long.parseLong(connection.text(BYTES)));
        }
    }

    @Override
    public boolean isStaged(BackupSite source) {
        return source.config().backups().serverDirectory() == null;
    }

    @Override
    public Optional<SpaceNeeded> spaceToRestore(BackupSite target, Manifest backup) throws IOException {
        return Optional.of(SharedFile.space(target, backup.plainBytes()));
    }

    static String named(BackupSite site) {
        return site.config().name() + " (" + site.config().database() + " at " + site.host() + ")";
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------- take

    @Override
    public Taken take(BackupSite source, OutputStream to) throws IOException, SQLException, InterruptedException {
        try (HostConnection connection = HostConnection.open(source);
                SharedFile file = SharedFile.of(source)) {
            Contents before = rows(connection);
            String sql = "backup database " + name(source.config().database()) + " to disk = " + text(file.path())
                    + " with copy_only, checksum, format, init" + (compresses(connection) ? ", compression" : "");
            run(
                    source,
                    connection,
                    "back up " + named(source),
                    sql,
                    () -> source.progress().accept(file.bytes()));
            boolean still = rows(connection).equals(before);
            if (!still) {
                log.info(
                        "the database {} was written to while it was backed up: the rows of the backup are not known",
                        source.config().name());
            }
            file.copyTo(to);
            return new Taken(
                    tool(connection), connection.serverVersion(), FORMAT, null, still ? before : Contents.NONE);
        }
    }

    /** Those for nothing, and for web sites, do not. */
    private static boolean compresses(HostConnection connection) throws SQLException {
        String edition = connection.row(EDITION, 1);
        return !edition.isEmpty() && !edition.startsWith("Express") && !edition.startsWith("Web");
    }

    /** Runs what takes long. */
    static void run(BackupSite site, HostConnection connection, String doing, String sql, Runnable meanwhile)
            throws SQLException, InterruptedException {
        try {
            ServerWork.run(connection, sql, meanwhile);
        } catch (SQLException failed) {
            throw failure(site, doing, failed);
        }
    }

    private static BackupException failure(BackupSite site, String doing, SQLException failed) {
        StringBuilder said = new StringBuilder(String.valueOf(failed.getMessage()));
        boolean cannotOpen = failed.getErrorCode() == CANNOT_OPEN;
        for (SQLException next = failed.getNextException(); next != null; next = next.getNextException()) {
            said.append(' ').append(next.getMessage());
            cannotOpen |= next.getErrorCode() == CANNOT_OPEN;
        }
        return new BackupException(
                cannotOpen ? ErrorCategory.RESOURCE : ErrorCategory.OTHER,
                "cannot " + doing + ": " + said,
                site.config().name(),
                cannotOpen ? SharedFile.ADVICE : null,
                failed);
    }

    static String name(String name) {
        return "[" + name.replace("]", "]]") + "]";
    }

    static String text(Object value) {
        return "N'" + value.toString().replace("'", "''") + "'";
    }

    // --------------------------------------------------------------------------------------------------------------------------------------- contents

    @Override
    public Contents contents(BackupSite site) throws SQLException, InterruptedException {
        try (HostConnection connection = HostConnection.open(site)) {
            return rows(connection);
        }
    }

    private static Contents rows(HostConnection connection) throws SQLException, InterruptedException {
        Map<String, String> tables = new TreeMap<>();
        try (Statement statement = connection.jdbc().createStatement();
                ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                String schema = rows.getString(1);
                String table = rows.getString(2);
                tables.put(schema + "." + table, name(schema) + "." + name(table));
            }
        }
        return JdbcContents.rows(connection.jdbc(), tables);
    }

    @Override
    public List<String> problems(BackupSite restored) throws SQLException, InterruptedException {
        try (HostConnection connection = HostConnection.open(restored)) {
            ServerWork.run(connection, "dbcc checkdb with no_infomsgs", () -> {});
            return List.of();
        } catch (SQLException found) {
            return List.of("dbcc checkdb: " + found.getMessage());
        }
    }

    // ---------------------------------------------------------------------------------------------------------------------------------------- restore

    @Override
    public boolean isEmpty(BackupSite target) throws SQLException {
        try (HostConnection connection = HostConnection.open(target)) {
            return SqlServerRestore.isEmpty(connection);
        }
    }

    @Override
    public void restore(BackupSite target, String format, InputStream backup, boolean replace)
            throws IOException, SQLException, InterruptedException {
        if (!format.equals(FORMAT)) {
            throw new BackupException(
                    ErrorCategory.REFUSED,
                    "cannot restore into " + named(target) + ": the backup is of the format " + format
                            + ", and SQL Server's is " + FORMAT,
                    target.config().name(),
                    null,
                    null);
        }
        try (HostConnection connection = HostConnection.open(target);
                SharedFile file = SharedFile.of(target)) {
            file.write(backup);
            new SqlServerRestore(target, connection, file).run(replace);
        }
    }
}
