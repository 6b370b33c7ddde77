package dev.hawser.backups;

import dev.hawser.ScratchDatabase;
import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores a backup into a schema of its own beside the target, and puts it in the target's place when all has gone well. For one thread.
 *
 * <ol>
 *   <li>Two schemas are made: {@code hawser_scratch_…} for the backup, and the same with {@code _old} for the tables that it replaces.
 *   <li>The backup is loaded into the first one. If this fails, the target is as it was.
 *   <li>What cannot be moved with the tables ({@link MysqlDefinitions}) is written to scripts: that of the backup, and that of the target, if it is going to be replaced.
 *   <li>The tables change places by one {@code rename table}, so that all of them do or none: old ones out, new ones in. Definitions of the target are dropped just before it. If
 *       this fails, they are loaded again from the script, and the tables are as they were.
 *   <li>The definitions of the backup are loaded into the target. If this fails, the new tables are in place, whole, and definitions are missing.
 *   <li>Both schemas are dropped, whatever came of it, and the old tables with them.
 * </ol>
 */
final class MysqlReplacement {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser.backup");

    private static final int LOCK_SECONDS = 60;

    private final BackupSite target;
    private final HostConnection connection;
    private final MysqlTools tools;
    private final MysqlDefinitions definitions;
    private final String doing;
    private final String database;
    private final String restored =
            ScratchDatabase.NAME_PREFIX + UUID.randomUUID().toString().replace("-", "");
    private final String old = restored + "_old";

    MysqlReplacement(BackupSite target, HostConnection connection, MysqlTools tools, String doing) {
        this.target = target;
        this.connection = connection;
        this.tools = tools;
        this.definitions = new MysqlDefinitions(target, connection, tools, doing);
        this.doing = doing;
        this.database = target.config().database();
    }

    /** {@code replace}: whether what is there goes; without it, whatever stands in the way of a table makes it fail. */
    void run(InputStream backup, boolean replace) throws IOException, SQLException, InterruptedException {
        try {
            createSchemas();
            load(backup);
            List<Path> newDefinitions = definitions.write(restored);
            List<Path> oldDefinitions = replace ? definitions.write(database) : List.of();
            swap(oldDefinitions, replace);
            define(newDefinitions);
        } finally {
            drop(restored);
            drop(old);
        }
    }

    /** With the character set of the target, which new tables get. */
    private void createSchemas() throws SQLException {
        try {
            for (String schema : List.of(restored, old)) {
                connection.execute(
                        "create database " + MysqlBackup.name(schema) + " "
                                + connection.text(
                                        "select concat('character set ', default_character_set_name, ' collate ',"
                                                + " default_collation_name) from information_schema.schemata where schema_name = database()"));
            }
            connection.execute("set lock_wait_timeout = " + LOCK_SECONDS);
        } catch (SQLException failed) {
            throw new BackupException(
                    ErrorCategory.REFUSED,
                    "cannot " + doing + ": backups are loaded into a schema of their own first, and none can be made: "
                            + failed.getMessage(),
                    target.config().name(),
                    "Nothing was changed. Let the user make some: grant all on `"
                            + ScratchDatabase.NAME_PREFIX.replace("_", "\\_") + "%`.* to …",
                    failed);
        }
    }

    private void load(InputStream backup) throws IOException, InterruptedException {
        try {
            tools.load(doing, restored, backup);
        } catch (BackupException failed) {
            throw told(failed, "What was in the database is as it was: the backup did not load, beside it");
        }
    }

    private void swap(List<Path> oldDefinitions, boolean replace)
            throws IOException, SQLException, InterruptedException {
        List<String> in = moves(restored, database);
        try {
            definitions.dropTriggers(restored); // they cannot go to another schema with their tables
            List<String> out = List.of();
            if (replace) {
                definitions.drop(database);
                out = moves(database, old);
            }
            rename(out, in);
        } catch (SQLException failed) {
            throw notSwapped(oldDefinitions, failed);
        }
    }

    private List<String> moves(String from, String to) throws SQLException {
        return connection
                .texts("select table_name from information_schema.tables where table_schema = " + MysqlBackup.text(from)
                        + " and table_type <> 'VIEW'")
                .stream()
                .map(MysqlBackup::name)
                .map(table -> MysqlBackup.name(from) + "." + table + " to " + MysqlBackup.name(to) + "." + table)
                .toList();
    }

    private void rename(List<String> out, List<String> in) throws SQLException {
        String moves = Stream.concat(out.stream(), in.stream()).collect(Collectors.joining(", "));
        if (!moves.isEmpty()) {
            connection.execute("rename table " + moves);
        }
    }

    /** Puts back what had been dropped for it. */
    private BackupException notSwapped(List<Path> oldDefinitions, SQLException failed) {
        BackupException problem = new BackupException(
                ErrorCategory.OTHER,
                "cannot " + doing + ": its tables cannot be put in place: " + failed.getMessage(),
                target.config().name(),
                "The tables that were there are as they were",
                failed);
        try {
            define(oldDefinitions);
        } catch (InterruptedException remains) {
            Thread.currentThread().interrupt();
            problem.addSuppressed(remains);
        } catch (IOException | RuntimeException remains) {
            problem.addSuppressed(remains);
        }
        return problem;
    }

    private void define(List<Path> scripts) throws IOException, InterruptedException {
        try {
            definitions.load(scripts, database);
        } catch (BackupException failed) {
            throw told(
                    failed,
                    "The tables are in place, whole; views, routines, triggers or events are missing. Put the"
                            + " reason right, and restore again with --force");
        }
    }

    private BackupException told(BackupException failed, String state) {
        return new BackupException(
                failed.category(), failed.description(), target.config().name(), state, failed);
    }

    /** Also when this was interrupted, and whatever became of the connection. */
    private void drop(String schema) {
        boolean interrupted = Thread.interrupted();
        try (HostConnection own = HostConnection.open(target)) {
            own.execute("set foreign_key_checks = 0");
            own.execute("drop database if exists " + MysqlBackup.name(schema));
        } catch (SQLException | RuntimeException failed) {
            log.atWarn()
                    .setMessage("a schema that a restore has made could not be dropped; drop it yourself")
                    .addKeyValue("database", schema)
                    .addKeyValue("error", failed.getMessage())
                    .log();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
