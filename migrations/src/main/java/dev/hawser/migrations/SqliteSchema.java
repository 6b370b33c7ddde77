package dev.hawser.migrations;

import dev.hawser.migrations.SchemaSnapshot.Line;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The schema of a SQLite file. SQLite keeps each object as the text that made it, and edits that text when a column is added, renamed or dropped; the lines are made of its
 * words, so that neither white space, comments, upper case nor quotes that nobody needs make a difference. The parts of a table are lines of their own.
 */
final class SqliteSchema implements SchemaSnapshot.Reader {

    private static final Set<String> CONSTRAINTS = Set.of("constraint", "primary", "unique", "check", "foreign");

    @Override
    public List<Line> read(Connection connection) throws SQLException {
        List<Line> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select type, name, tbl_name, sql from sqlite_master where sql is not null and name not like"
                                + " 'sqlite\\_%' escape '\\' union all select 'user_version', '', '',"
                                + " cast(user_version as text) from pragma_user_version")) {
            while (rows.next()) {
                String of = rows.getString(3);
                List<String> words = SqlTokens.of(rows.getString(4));
                int open = words.indexOf("(");
                if (rows.getString(1).equals("table") && !words.contains("virtual") && open >= 0) {
                    table(of, words, open, lines);
                } else {
                    lines.add(new Line(
                            of, rows.getString(1) + " " + word(rows.getString(2)) + " " + String.join(" ", words)));
                }
            }
        }
        return lines;
    }

    private static void table(String of, List<String> words, int open, List<Line> lines) {
        String table = word(of);
        List<String> columns = new ArrayList<>();
        List<String> part = new ArrayList<>();
        int depth = 1;
        int at = open + 1;
        for (; at < words.size() && depth > 0; at++) {
            String word = words.get(at);
            depth += word.equals("(") ? 1 : word.equals(")") ? -1 : 0;
            if (depth == 0 || (depth == 1 && word.equals(","))) {
                part(of, table, part, columns, lines);
                part.clear();
            } else {
                part.add(word);
            }
        }
        lines.add(new Line(of, String.join(" ", "table", table, String.join(" ", words.subList(at, words.size())))));
        lines.add(SchemaSnapshot.order(of, table, columns));
    }

    private static void part(String of, String table, List<String> part, List<String> columns, List<Line> lines) {
        if (part.isEmpty()) {
            return;
        }
        String text = String.join(" ", part);
        if (CONSTRAINTS.contains(part.get(0))) {
            lines.add(new Line(of, "constraint " + table + " " + text));
        } else {
            columns.add(part.get(0));
            lines.add(new Line(of, "column " + table + "." + text));
        }
    }

    private static String word(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
