package dev.hawser.backups;

import dev.hawser.ScratchDatabase;
import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores a backup into a schema of its own beside the target, and moves it over when all has gone well: the tables at once, by one {@code rename table}, old ones out and new ones
 * in. What cannot be moved (views, routines, triggers, events) is written out and loaded anew. For one thread.
 */
final class MysqlReplacement {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser.backup");

    private static final int LOCK_SECONDS = 60;

    private final BackupSite target;
    private final HostConnection connection;
    private final MysqlTools tools;
    private final String doing;
    private final String database;
    private final String restored =
            ScratchDatabase.NAME_PREFIX + UUID.randomUUID().toString().replace("-", "");
    private final String old = restored + "_old";

    MysqlReplacement(BackupSite target, HostConnection connection, MysqlTools tools, String doing) {
        this.target = target;
        this.connection = connection;
        this.tools = tools;
        this.doing = doing;
        this.database = target.config().database();
    }

    /** {@code replace}: whether what is there goes; without it, whatever stands in the way of a table makes it fail. */
    void run(InputStream backup, boolean replace) throws IOException, SQLException, InterruptedException {
        try {
            create();
            load(restored, backup);
            List<Path> definitions = definitions(restored);
            swap(replace ? definitions(database) : List.of(), replace);
            define(definitions);
        } finally {
            drop(restored);
            drop(old);
        }
    }

    /** With the character set of the target, which new tables get. */
    private void create() throws SQLException {
        try {
            for (String schema : List.of(restored, old)) {
                connection.execute(
                        "create database " + quoted(schema) + " "
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

    private void load(String schema, InputStream content) throws IOException, InterruptedException {
        try (RunningTool client = tools.runner().startWithInput(tools.load(doing, schema))) {
            client.feed(content, true);
            client.output().transferTo(OutputStream.nullOutputStream());
            client.await();
        } catch (BackupException failed) {
            throw told(failed, "What was in the database is as it was: the backup did not load, beside it");
        }
    }

    private BackupException told(BackupException failed, String state) {
        return new BackupException(
                failed.category(), failed.description(), target.config().name(), state, failed);
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------- swap

    private void swap(List<Path> oldDefinitions, boolean replace)
            throws IOException, SQLException, InterruptedException {
        List<String> moves = moves(restored, database);
        try {
            execute(drops("trigger", restored)); // they cannot go to another schema with their tables
            if (replace) {
                for (String kind : List.of("trigger", "view", "routine", "event")) {
                    execute(drops(kind, database));
                }
                moves.addAll(0, moves(database, old));
            }
            if (!moves.isEmpty()) {
                connection.execute("rename table " + String.join(", ", moves));
            }
        } catch (SQLException failed) {
            BackupException problem = new BackupException(
                    ErrorCategory.OTHER,
                    "cannot " + doing + ": its tables cannot be put in place: " + failed.getMessage(),
                    target.config().name(),
                    "The tables that were there are as they were",
                    failed);
            try {
                define(oldDefinitions);
            } catch (IOException | InterruptedException | RuntimeException remains) {
                problem.addSuppressed(remains);
            }
            throw problem;
        }
    }

    private List<String> moves(String from, String to) throws SQLException {
        return connection
                .texts("select table_name from information_schema.tables where table_schema = " + text(from)
                        + " and table_type <> 'VIEW'")
                .stream()
                .map(table -> quoted(from) + "." + quoted(table) + " to " + quoted(to) + "." + quoted(table))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** {@code kind}: trigger, view, routine or event. */
    private List<String> drops(String kind, String schema) throws SQLException {
        String what = kind.equals("routine") ? "routine_type" : text(kind);
        String condition = kind.equals("routine") ? " and routine_type in ('PROCEDURE', 'FUNCTION')" : "";
        String ofSchema = kind.equals("view") ? "table_schema" : kind + "_schema";
        String name = kind.equals("view") ? "table_name" : kind + "_name";
        return connection.texts("select concat('drop ', " + what + ", ' ', " + text(quoted(schema)) + ", '.`', replace("
                + name + ", '`', '``'), '`') from information_schema." + kind + "s where " + ofSchema + " = "
                + text(schema) + condition);
    }

    private void execute(List<String> statements) throws SQLException {
        for (String statement : statements) {
            connection.execute(statement);
        }
    }

    // ------------------------------------------------------------------------------------------------------------------------------------ definitions

    /** What is no table, as scripts: views come last, which may use the rest. */
    private List<Path> definitions(String schema) throws IOException, SQLException, InterruptedException {
        List<Path> scripts = new ArrayList<>();
        scripts.add(script(tools.programs(doing, schema)));
        List<String> views = connection.texts(
                "select table_name from information_schema.views where table_schema = " + text(schema));
        if (!views.isEmpty()) {
            scripts.add(script(tools.views(doing, schema, views)));
        }
        return scripts;
    }

    private Path script(ToolCommand command) throws IOException, InterruptedException {
        Path script = target.temporary().resolve("definitions-" + UUID.randomUUID() + ".sql");
        try (RunningTool dump = tools.runner().start(command);
                OutputStream to = Files.newOutputStream(script)) {
            dump.output().transferTo(to);
            dump.await();
        }
        return script;
    }

    private void define(List<Path> scripts) throws IOException, InterruptedException {
        for (Path script : scripts) {
            try (InputStream content = MysqlTools.withoutSandboxLine(Files.newInputStream(script));
                    RunningTool client = tools.runner().startWithInput(tools.load(doing, database))) {
                client.feed(content, true);
                client.output().transferTo(OutputStream.nullOutputStream());
                client.await();
            } catch (BackupException failed) {
                throw told(
                        failed,
                        "The tables are in place, whole; views, routines, triggers or events are missing. Put the"
                                + " reason right, and restore again with --force");
            }
        }
    }

    // ----------------------------------------------------------------------------------------------------------------------------------------- the end

    /** Also when this was interrupted, and whatever became of the connection. */
    private void drop(String schema) {
        boolean interrupted = Thread.interrupted();
        try (HostConnection own = HostConnection.open(target)) {
            own.execute("set foreign_key_checks = 0");
            own.execute("drop database if exists " + quoted(schema));
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

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private static String text(@Nullable String value) {
        return "'" + String.valueOf(value).replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
