package dev.hawser.tests.migrations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Migrations made up from a seed: definitions and changes of rows that would show if they were done twice, each with what undoes it. The same seed gives the same. */
final class RandomScripts {

    static final int MIGRATIONS = 2;

    private static final int ROWS_APART = 100_000;

    /** One migration. */
    record Script(List<String> forward, List<String> undo, boolean transactional) {}

    private static final class Table {
        private String name;
        private final boolean fixed; // something refers to its name

        Table(String name, boolean fixed) {
            this.name = name;
            this.fixed = fixed;
        }
    }

    private final String engine;
    private final Random random;
    private final List<Table> tables = new ArrayList<>();
    private final List<Script> scripts = new ArrayList<>();
    private final Map<String, String> comments = new HashMap<>();
    private List<String> forward = new ArrayList<>();
    private List<String> undo = new ArrayList<>();
    private boolean transactional;
    private int made;

    private RandomScripts(String engine, long seed) {
        this.engine = engine;
        this.random = new Random(seed);
    }

    static List<Script> of(String engine, long seed) {
        RandomScripts scripts = new RandomScripts(engine, seed);
        for (int i = 0; i < MIGRATIONS; i++) {
            scripts.script();
        }
        return scripts.scripts;
    }

    /** Writes them as files. */
    static void write(List<Script> scripts, Path directory) throws IOException {
        Files.createDirectories(directory);
        for (int i = 0; i < scripts.size(); i++) {
            Script script = scripts.get(i);
            String head = script.transactional() ? "" : "-- hawser:transaction=false\n";
            Files.writeString(
                    directory.resolve("V" + (i + 1) + "__up.sql"), head + String.join(";\n", script.forward()) + ";\n");
            Files.writeString(
                    directory.resolve("U" + (i + 1) + "__up.sql"), head + String.join(";\n", script.undo()) + ";\n");
        }
    }

    private void script() {
        forward = new ArrayList<>();
        undo = new ArrayList<>();
        transactional = random.nextInt(3) > 0;
        if (tables.isEmpty()) {
            table();
        }
        int statements = forward.size() + 2 + random.nextInt(3);
        while (forward.size() < statements || undo.isEmpty()) {
            statement();
        }
        Collections.reverse(undo);
        scripts.add(new Script(forward, undo, transactional));
    }

    private void add(String does, String undoes) {
        forward.add(does);
        undo.add(undoes);
    }

    private void table() {
        int n = ++made;
        String name = "t" + n;
        add(
                "create table " + name + " (id int" + (random.nextBoolean() ? " primary key" : "")
                        + ", a int, b varchar(20) default 'x')",
                "drop table " + name);
        Table table = new Table(name, random.nextBoolean());
        tables.add(table);
        add(
                "insert into " + name + " (id, a) values (1, 10), (2, 20), (3, 30)",
                "delete from " + name + " where id in (1, 2, 3)");
    }

    private void statement() {
        int n = ++made;
        Table table = tables.get(random.nextInt(tables.size()));
        String t = table.name;
        switch (random.nextInt(11)) {
            case 0 -> table();
            case 1 -> add("update " + t + " set a = a + " + n, "update " + t + " set a = a - " + n);
            case 2 ->
                add(
                        "insert into " + t + " (id, a) select id + " + n * ROWS_APART + ", a from " + t + " where id < "
                                + ROWS_APART,
                        "delete from " + t + " where id > " + n * ROWS_APART + " and id < " + (n + 1) * ROWS_APART);
            case 3 ->
                add(
                        "alter table " + t + " add column c" + n + " int default " + n,
                        "alter table " + t + " drop column c" + n);
            case 4 -> index(t, n);
            case 5 -> {
                if (table.fixed) {
                    add("create view v" + n + " as select id, a from " + t, "drop view v" + n);
                }
            }
            case 6 -> {
                add(
                        "alter table " + t + " add column d" + n + " int default " + n,
                        "alter table " + t + " drop column d" + n);
                add(
                        "alter table " + t + " rename column d" + n + " to e" + n,
                        "alter table " + t + " rename column e" + n + " to d" + n);
            }
            case 7 -> {
                if (!table.fixed) {
                    table.name = "r" + n;
                    String comment = comments.remove(t);
                    if (comment != null) {
                        comments.put(table.name, comment);
                    }
                    add("alter table " + t + " rename to r" + n, "alter table r" + n + " rename to " + t);
                }
            }
            case 8 -> add("create table s" + n + " as select id, a from " + t, "drop table s" + n);
            case 9 -> session(t, n);
            default -> routine(t, n, table.fixed);
        }
    }

    private void index(String t, int n) {
        String concurrently = engine.equals("postgresql") && !transactional ? "concurrently " : "";
        add(
                "create index " + concurrently + "i" + n + " on " + t + " (a)",
                "drop index " + concurrently + "i" + n + (engine.equals("mariadb") ? " on " + t : ""));
    }

    /** What a statement needs that one before it left in the session. */
    private void session(String t, int n) {
        switch (engine) {
            case "postgresql" -> {
                forward.add("set hawser.test = '" + n + "'");
                add(
                        "update " + t + " set a = a + current_setting('hawser.test')::int",
                        "update " + t + " set a = a - " + n);
            }
            case "mariadb" -> {
                forward.add("set @n = " + n);
                add("update " + t + " set a = a + @n", "update " + t + " set a = a - " + n);
                add(
                        "alter table " + t + " comment = 'n" + n + "'",
                        "alter table " + t + " comment = '" + comment(t, n) + "'");
            }
            default -> add("update " + t + " set b = b || 'y'", "update " + t + " set b = substr(b, 1, length(b) - 1)");
        }
    }

    /** Sets the comment of a table, and gives the one that it had. */
    private String comment(String t, int n) {
        String had = comments.put(t, "n" + n);
        return had == null ? "" : had;
    }

    private void routine(String t, int n, boolean fixed) {
        switch (engine) {
            case "postgresql" ->
                add(
                        "create function f" + n + "() returns int language sql as 'select " + n + "'",
                        "drop function f" + n);
            case "mariadb" -> add("create procedure p" + n + "() select " + n, "drop procedure p" + n);
            default -> {
                if (fixed) {
                    add(
                            "create trigger g" + n + " after insert on " + t + " begin update " + t
                                    + " set a = a + 1 where id = new.id; end",
                            "drop trigger g" + n);
                }
            }
        }
    }
}
