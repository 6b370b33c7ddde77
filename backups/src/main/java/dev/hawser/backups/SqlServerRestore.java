package dev.hawser.backups;

import dev.hawser.ScratchDatabase;
import dev.hawser.error.ErrorCategory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores a file as a database of its own, and gives that the target's name when all has gone well: what cannot be restored costs nothing. The old database goes last. For one
 * thread.
 *
 * <p>{@code REPLACE} is not needed for that, which would begin with the destruction of what is there.
 */
final class SqlServerRestore {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser.backup");

    private static final String OBJECTS = "select count(*) from sys.objects where is_ms_shipped = 0";
    private static final String DATA_PATH = "select cast(serverproperty('InstanceDefaultDataPath') as nvarchar(512))";
    private static final String LOG_PATH = "select cast(serverproperty('InstanceDefaultLogPath') as nvarchar(512))";

    private final BackupSite target;
    private final HostConnection connection;
    private final SharedFile file;
    private final String doing;
    private final String database;
    private final String restored;
    private final String old;

    SqlServerRestore(BackupSite target, HostConnection connection, SharedFile file) {
        this.target = target;
        this.connection = connection;
        this.file = file;
        this.doing = "restore into " + SqlServerBackup.named(target);
        this.database = SqlServerBackup.name(target.config().database());
        String unique =
                ScratchDatabase.NAME_PREFIX + UUID.randomUUID().toString().replace("-", "");
        this.restored = unique;
        this.old = unique + "_old";
    }

    static boolean isEmpty(HostConnection connection) throws SQLException {
        return connection.text(OBJECTS).equals("0");
    }

    void run(boolean replace) throws SQLException, InterruptedException {
        String device = "disk = " + SqlServerBackup.text(file.path());
        work("restore verifyonly from " + device + " with checksum");
        String restore = "restore database " + SqlServerBackup.name(restored) + " from " + device + " with checksum"
                + moves("restore filelistonly from " + device);
        try {
            work(restore);
            swap(replace);
        } catch (SQLException | InterruptedException | RuntimeException failed) {
            drop(restored, failed);
            throw failed;
        }
        // Last, and from elsewhere: nobody can drop the database that he is in.
        connection.execute("use " + database);
        dropOld();
    }

    private void work(String sql) throws SQLException, InterruptedException {
        SqlServerBackup.run(target, connection, doing, sql, () -> {});
    }

    /** New files, where the server has its own. */
    private String moves(String question) throws SQLException {
        String data = connection.row(DATA_PATH, 1);
        String logs = connection.row(LOG_PATH, 1);
        StringBuilder moves = new StringBuilder();
        try (Statement statement = connection.jdbc().createStatement();
                ResultSet files = statement.executeQuery(question)) {
            for (int number = 1; files.next(); number++) {
                String type = files.getString("Type");
                String directory = type.equals("L") ? logs : data;
                String ending = type.equals("L") ? ".ldf" : type.equals("D") ? (number == 1 ? ".mdf" : ".ndf") : "";
                moves.append(", move ")
                        .append(SqlServerBackup.text(files.getString("LogicalName")))
                        .append(" to ")
                        .append(SqlServerBackup.text(directory + restored + "_" + number + ending));
            }
        }
        return moves.toString();
    }

    /** Alone in the target, so that nobody writes to it between the last look and its end. */
    private void swap(boolean replace) throws SQLException, InterruptedException {
        work("alter database " + database + " set single_user with rollback immediate");
        try {
            if (!replace && !isEmpty(connection)) {
                throw new BackupException(
                        ErrorCategory.REFUSED,
                        "cannot " + doing + ": it was empty when this began, and is not any more. Nothing was"
                                + " changed in it",
                        target.config().name(),
                        "Restore into another one (--target), or let what is there be replaced (--force)",
                        null);
            }
            work("alter database " + database + " modify name = " + SqlServerBackup.name(old));
        } catch (SQLException | InterruptedException | RuntimeException failed) {
            undo("alter database " + database + " set multi_user", failed);
            throw failed;
        }
        try {
            work("alter database " + SqlServerBackup.name(restored) + " modify name = " + database);
        } catch (SQLException | InterruptedException | RuntimeException failed) {
            if (!undo("alter database " + SqlServerBackup.name(old) + " modify name = " + database, failed)) {
                throw halfWay(failed);
            }
            undo("alter database " + database + " set multi_user", failed);
            throw failed;
        }
    }

    private BackupException halfWay(Exception failed) {
        return new BackupException(
                ErrorCategory.OTHER,
                "cannot " + doing + ": " + failed.getMessage(),
                target.config().name(),
                "What was there is whole, and is called " + old + " now: alter database " + old + " modify name = "
                        + database + ", and then set multi_user",
                failed);
    }

    private void drop(String name, Exception failed) {
        undo(
                "if db_id(" + SqlServerBackup.text(name) + ") is not null drop database " + SqlServerBackup.name(name),
                failed);
    }

    /** Also if this was interrupted. */
    private boolean undo(String sql, Exception failed) {
        boolean interrupted = Thread.interrupted();
        try {
            connection.execute(sql);
            return true;
        } catch (SQLException remains) {
            failed.addSuppressed(remains);
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void dropOld() {
        try {
            connection.execute("drop database " + SqlServerBackup.name(old));
        } catch (SQLException failed) {
            log.atWarn()
                    .setMessage("what a restore has replaced could not be dropped; drop it yourself")
                    .addKeyValue("database", old)
                    .addKeyValue("error", failed.getMessage())
                    .log();
        }
    }
}
