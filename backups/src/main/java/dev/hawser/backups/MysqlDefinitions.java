package dev.hawser.backups;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What is in a schema beside its tables, and cannot be moved to another one: it is written to scripts, dropped, and loaded anew. For one thread. */
final class MysqlDefinitions {

    /** In the order in which they are dropped. Each has a view in the information schema, and a word for it in SQL. */
    private enum Kind {
        TRIGGER("'trigger'", "trigger_name", "triggers where trigger_schema = "),
        VIEW("'view'", "table_name", "views where table_schema = "),
        ROUTINE(
                "routine_type",
                "routine_name",
                "routines where routine_type in ('PROCEDURE', 'FUNCTION') and routine_schema = "),
        EVENT("'event'", "event_name", "events where event_schema = ");

        private final String word;
        private final String name;
        private final String ofSchema;

        Kind(String word, String name, String ofSchema) {
            this.word = word;
            this.name = name;
            this.ofSchema = ofSchema;
        }

        /** Asks for the statements that drop all of a schema's. */
        String drops(String schema) {
            return "select concat('drop ', " + word + ", ' ', " + MysqlBackup.text(MysqlBackup.name(schema))
                    + ", '.`', replace(" + name + ", '`', '``'), '`') from information_schema." + ofSchema
                    + MysqlBackup.text(schema);
        }
    }

    private final BackupSite site;
    private final HostConnection connection;
    private final MysqlTools tools;
    private final String doing;

    MysqlDefinitions(BackupSite site, HostConnection connection, MysqlTools tools, String doing) {
        this.site = site;
        this.connection = connection;
        this.tools = tools;
        this.doing = doing;
    }

    /** Writes those of a schema to scripts, in the order in which to load them: views come last, which may use the rest. */
    List<Path> write(String schema) throws IOException, SQLException, InterruptedException {
        List<Path> scripts = new ArrayList<>();
        scripts.add(script(tools.programs(doing, schema)));
        List<String> views = connection.texts(
                "select table_name from information_schema.views where table_schema = " + MysqlBackup.text(schema));
        if (!views.isEmpty()) {
            scripts.add(script(tools.views(doing, schema, views)));
        }
        return scripts;
    }

    private Path script(ToolCommand command) throws IOException, InterruptedException {
        Path script = site.temporary().resolve("definitions-" + UUID.randomUUID() + ".sql");
        try (RunningTool dump = tools.runner().start(command);
                OutputStream to = Files.newOutputStream(script)) {
            dump.output().transferTo(to);
            dump.await();
        }
        return script;
    }

    /** Drops all of a schema's. */
    void drop(String schema) throws SQLException {
        for (Kind kind : Kind.values()) {
            drop(kind, schema);
        }
    }

    void dropTriggers(String schema) throws SQLException {
        drop(Kind.TRIGGER, schema);
    }

    private void drop(Kind kind, String schema) throws SQLException {
        for (String statement : connection.texts(kind.drops(schema))) {
            connection.execute(statement);
        }
    }

    /** Loads into a schema what was written, in that order. */
    void load(List<Path> scripts, String schema) throws IOException, InterruptedException {
        for (Path script : scripts) {
            try (InputStream content = MysqlTools.withoutSandboxLine(Files.newInputStream(script))) {
                tools.load(doing, schema, content);
            }
        }
    }
}
