package dev.hawser.engines;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statements that the driver would carry out in its memory and not, or differently, in the file: a table whose {@code bigint} becomes 32 bits when the file is read again,
 * a {@code truncate} that is undone by then. They are refused.
 */
final class AccessStatements {

    private static final Set<String> KINDS = Set.of(
            "select",
            "insert",
            "update",
            "delete",
            "create",
            "alter",
            "drop",
            "enable",
            "disable",
            "with",
            "values",
            "transform",
            "call");

    /** Types whose values are the same when the file is read again. */
    private static final Set<String> TYPES = Set.of(
            "autoincrement",
            "blob",
            "boolean",
            "byte",
            "char",
            "counter",
            "currency",
            "date",
            "datetime",
            "decimal",
            "double",
            "hyperlink",
            "int",
            "integer",
            "long",
            "memo",
            "numeric",
            "ole",
            "smallint",
            "text",
            "timestamp",
            "varchar",
            "yesno");

    private static final int LONGEST_TEXT = 255;
    private static final Pattern LENGTH = Pattern.compile("\\(\\s*(\\d{3,9})\\s*\\).*", Pattern.DOTALL);

    private static final Set<String> CONSTRAINTS = Set.of("primary", "foreign", "unique", "constraint", "check");

    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|--[^\\n]*(\\n|$)", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final String NAME = "(?:\\[[^\\]]*]|`[^`]*`|\"[^\"]*\"|[\\w.]+)";
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
    private static final Pattern CREATE_TABLE =
            Pattern.compile("\\s*create\\s+table\\s+" + NAME + "\\s*\\((.*)\\)[^)]*", FLAGS);
    private static final Pattern ADD_COLUMN =
            Pattern.compile("\\s*alter\\s+table\\s+" + NAME + "\\s+add\\s+(?:column\\s+)?(.*)", FLAGS);
    private static final Pattern COLUMN = Pattern.compile("\\s*(" + NAME + ")\\s+(\\w+)(.*)", FLAGS);

    private AccessStatements() {}

    /** Whether a statement defines something, which commits, as everything before it in the transaction does. */
    static boolean defines(String sql) {
        return switch (kind(sql)) {
            case "create", "alter", "drop", "enable", "disable" -> true;
            default -> false;
        };
    }

    /** Whether it only reads, so that nothing can be half done when it fails. */
    static boolean reads(String sql) {
        return switch (kind(sql)) {
            case "select", "with", "values", "transform" -> true;
            default -> false;
        };
    }

    /** The statement as the driver is to get it: it knows what kind it is by its first word alone. */
    static String checked(String sql) throws SQLException {
        String kind = kind(sql);
        if (!KINDS.contains(kind)) {
            throw new SQLException("MS Access has no statement " + kind.toUpperCase(Locale.ROOT) + " here", "42000");
        }
        if (!defines(sql)) {
            return sql;
        }
        String bare = COMMENT.matcher(sql).replaceAll(" ").strip();
        for (String column : columns(bare)) {
            checkColumn(column);
        }
        return bare;
    }

    private static String kind(String sql) {
        Matcher word = WORD.matcher(sql);
        Matcher comment = COMMENT.matcher(sql);
        int from = 0;
        while (word.find(from)) {
            if (!comment.find(from) || comment.start() > word.start()) {
                return word.group().toLowerCase(Locale.ROOT);
            }
            from = comment.end();
        }
        return "";
    }

    private static List<String> columns(String definition) {
        Matcher create = CREATE_TABLE.matcher(definition);
        if (create.matches()) {
            return parts(create.group(1));
        }
        Matcher add = ADD_COLUMN.matcher(definition);
        return add.matches() ? List.of(add.group(1)) : List.of();
    }

    /** What stands between commas that are not inside brackets of any kind. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(' || c == '[') {
                depth++;
            } else if (c == ')' || c == ']') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static void checkColumn(String column) throws SQLException {
        Matcher parts = COLUMN.matcher(column);
        if (!parts.matches() || CONSTRAINTS.contains(parts.group(1).toLowerCase(Locale.ROOT))) {
            return;
        }
        String type = parts.group(2).toLowerCase(Locale.ROOT);
        String rest = parts.group(3).strip().toLowerCase(Locale.ROOT);
        if (!TYPES.contains(type) || rest.startsWith("with time zone")) {
            throw new SQLException(
                    "column " + parts.group(1) + ": the type " + parts.group(2)
                            + " would not hold its values in an MS Access file; there are "
                            + String.join(", ", TYPES.stream().sorted().toList())
                            + ". Keep a long as decimal(23, 4), a UUID as text(36)",
                    AccessErrors.UNSUPPORTED);
        }
        Matcher length = LENGTH.matcher(rest);
        if (Set.of("text", "varchar", "char").contains(type)
                && length.matches()
                && Integer.parseInt(length.group(1)) > LONGEST_TEXT) {
            throw new SQLException(
                    "column " + parts.group(1) + ": a text has " + LONGEST_TEXT
                            + " characters at most in MS Access; what is longer is a memo",
                    AccessErrors.UNSUPPORTED);
        }
    }
}
