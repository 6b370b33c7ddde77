package dev.hawser.migrations;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A statement taken apart: its words, strings and signs, without white space and comments; words in lower case and without the quotes of identifiers. */
final class SqlTokens {

    private SqlTokens() {}

    static List<String> of(String sql) {
        List<String> tokens = new ArrayList<>();
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
                tokens.add(sql.substring(at, end));
            } else if (c == '"' || c == '`' || c == '[') {
                end = afterQuoted(sql, c == '[' ? ']' : c, at);
                tokens.add(lower(sql.substring(at + 1, Math.max(at + 1, end - 1))));
            } else if (isWord(c)) {
                while (end < sql.length() && isWord(sql.charAt(end))) {
                    end++;
                }
                tokens.add(lower(sql.substring(at, end)));
            } else if (!Character.isWhitespace(c)) {
                tokens.add(String.valueOf(c));
            }
            at = end;
        }
        return tokens;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '.';
    }

    private static String lower(String text) {
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
