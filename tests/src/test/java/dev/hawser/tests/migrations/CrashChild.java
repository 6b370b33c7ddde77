package dev.hawser.tests.migrations;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.migrations.MigrationListener;
import dev.hawser.migrations.Migrations;
import dev.hawser.migrations.MigrationsBuilder;
import dev.hawser.migrations.PlannedStep;
import dev.hawser.migrations.SchemaSnapshot;
import dev.hawser.migrations.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process that migrates several databases at a time, stops each where it is told to, and waits there to be killed. Reads its {@link Task}s from its input, one a line, up to
 * an empty line; a line after it lets those go on that are to die on the way. Says what it does in lines that begin with {@link #MARK}.
 */
final class CrashChild {

    static final String MARK = "@@";

    private static final CountDownLatch GO = new CountDownLatch(1);
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    /**
     * What to do with one database.
     *
     * @param steps {@code up}, {@code down}, {@code state}, {@code prove}, which stops when it begins, or {@code up@5} and {@code down@5}: stop at the fifth point
     * @param flies whether it goes on from there, a moment before the end
     */
    record Task(int id, String url, Path scripts, List<String> steps, boolean flies) {

        String line() {
            return String.join("\t", "" + id, url, scripts.toString(), String.join(",", steps), "" + flies);
        }

        static Task of(String line) {
            String[] parts = line.split("\t");
            return new Task(
                    Integer.parseInt(parts[0]),
                    parts[1],
                    Path.of(parts[2]),
                    List.of(parts[3].split(",")),
                    Boolean.parseBoolean(parts[4]));
        }
    }

    private CrashChild() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<Task> tasks = new ArrayList<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            tasks.add(Task.of(line));
        }
        for (Task task : tasks) {
            Thread thread = new Thread(() -> run(task), "crash-" + task.id());
            thread.setDaemon(true);
            thread.start();
        }
        if (in.readLine() != null) {
            GO.countDown();
            in.readLine();
        }
        // whoever started it is gone, and so must this be
    }

    private static synchronized void say(String what, int id, String text) {
        System.out.println(
                MARK + what + "\t" + id + "\t" + text.replace("\n", "\\n").replace("\t", " "));
        System.out.flush();
    }

    private static void run(Task task) {
        try (DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(task.scripts()))
                .database(DatabaseOptions.of("shop")
                        .url(task.url())
                        .set("connect-timeout", "60s") // on a busy machine
                        .set("pool.size", 1)
                        .set("pool.max-overflow", 1))
                .open()) {
            for (String step : task.steps()) {
                step(task, manager, step);
            }
            say("DONE", task.id(), "");
        } catch (Throwable failed) {
            say("FAILED", task.id(), String.join(",", task.steps()) + ": " + failed);
        }
    }

    private static void step(Task task, DatabaseManager manager, String step) throws SQLException {
        String[] parts = step.split("@");
        MigrationsBuilder builder = Migrations.builder(manager, "shop")
                .locations(task.scripts().toString())
                .lockTimeout(Duration.ofSeconds(60));
        if (parts.length == 2) {
            builder.listener(new DyingAt(task, Integer.parseInt(parts[1])));
        }
        switch (parts[0]) {
            case "up" -> builder.build().up();
            case "prove" ->
                builder.before(context -> {
                            say("AT", task.id(), "");
                            DyingAt.await(NEVER);
                        })
                        .build()
                        .prove();
            case "down" -> builder.build().down(Target.version("0"));
            default ->
                say(
                        "STATE",
                        task.id(),
                        state(manager.sql("shop")) + builder.build().validate());
        }
    }

    /** The schema, and every row of it. */
    private static String state(SqlDatabase database) throws SQLException {
        try (Connection connection = database.connection()) {
            SchemaSnapshot schema = SchemaSnapshot.of(connection, database.dialect(), "hawser_migrations");
            List<String> tables = new ArrayList<>();
            for (String line : schema.lines()) {
                String[] words = line.split("[ (]");
                if (words[0].equals("order")) {
                    tables.add(words[1]);
                }
            }
            StringBuilder rows = new StringBuilder();
            for (String table : tables) {
                rows.append(table).append(rows(connection, table));
            }
            return schema.hash() + " " + rows + " ";
        }
    }

    private static List<String> rows(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select * from " + table)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.append(rows.getMetaData().getColumnName(i))
                            .append('=')
                            .append(rows.getString(i))
                            .append(' ');
                }
                all.add(row.toString());
            }
            Collections.sort(all);
            return all;
        }
    }

    /** Counts the moments of a run: before each statement, between its answer and the journal, and behind each migration. */
    private static final class DyingAt implements MigrationListener {

        private final Task task;
        private final int point;
        private int passed;

        DyingAt(Task task, int point) {
            this.task = task;
            this.point = point;
        }

        @Override
        public void statementStarted(PlannedStep step, int index) {
            pass();
        }

        @Override
        public void statementCompleted(PlannedStep step, int index) {
            pass();
        }

        @Override
        public void stepCompleted(PlannedStep step, Duration took) {
            pass();
        }

        private void pass() {
            if (passed++ == point) {
                say("AT", task.id(), "");
                await(task.flies() ? GO : NEVER);
            }
        }

        private static void await(CountDownLatch latch) {
            try {
                if (!latch.await(10, TimeUnit.MINUTES)) {
                    throw new IllegalStateException("nobody killed this process");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
