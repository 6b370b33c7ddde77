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
                List<String> words = words(rows.getString(4));
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

    /** The words and signs of a statement, in lower case but for strings. */
    static List<String> words(String sql) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            int end = at + 1;
            if (sql.startsWith("--", at)) {
                end = after(sql, "\n", at);
            } else if (sql.startsWith("/*", at)) {
                end = after(sql, "*/", at + 2);
            } else if (c == '\'') {
                end = afterQuoted(sql, '\'', at);
                words.add(sql.substring(at, end));
            } else if (c == '"' || c == '`' || c == '[') {
                end = afterQuoted(sql, c == '[' ? ']' : c, at);
                words.add(word(sql.substring(at + 1, end - 1)));
            } else if (isWord(c)) {
                while (end < sql.length() && isWord(sql.charAt(end))) {
                    end++;
                }
                words.add(word(sql.substring(at, end)));
            } else if (!Character.isWhitespace(c)) {
                words.add(String.valueOf(c));
            }
            at = end;
        }
        return words;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '.';
    }

    private static String word(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static int after(String sql, String end, int from) {
        int found = sql.indexOf(end, from);
        return found < 0 ? sql.length() : found + end.length();
    }

    private static int afterQuoted(String sql, char quote, int from) {
        int at = from + 1;
        while (at < sql.length()) {
            if (sql.charAt(at) != quote) {
                at++;
            } else if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                at += 2;
            } else {
                return at + 1;
            }
        }
        return sql.length();
    }
}
