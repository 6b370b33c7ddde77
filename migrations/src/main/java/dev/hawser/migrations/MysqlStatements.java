package dev.hawser.migrations;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What statements of MySQL and MariaDB do to transactions: whatever is not known to change data alone is taken to commit. */
final class MysqlStatements {

    // https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html
    private static final Set<String> DATA = Set.of(
            "insert",
            "update",
            "delete",
            "replace",
            "select",
            "with",
            "values",
            "table",
            "load",
            "do",
            "show",
            "explain",
            "describe",
            "desc",
            "help",
            "handler");

    /** What these are of, or whom they allow what, is in no schema. */
    private static final Set<String> OUTSIDE =
            Set.of("user", "role", "database", "schema", "server", "tablespace", "undo", "logfile", "resource");

    private static final String NAME = "(?:`[^`]+`|[\\w$]+)";
    private static final String ELSEWHERE = NAME + "\\s*\\.";

    /** A definition of what another database has; one of the current that names it so is taken for such. */
    private static final Pattern NAMED_ELSEWHERE = Pattern.compile(
            "(?:create|alter|drop)\\b[^(]*?\\b(?:table|view|procedure|function|trigger|event|sequence|package(?:\\s+body)?)\\s+"
                    + "(?:if\\s+(?:not\\s+)?exists\\s+)?" + ELSEWHERE,
            Pattern.DOTALL);

    private static final Pattern ON_ELSEWHERE = Pattern.compile(
            "(?:create|drop)\\b[^(]*?\\b(?:index|trigger)\\b(?:(?!\\bon\\b)[^(])*\\bon\\s+" + ELSEWHERE,
            Pattern.DOTALL);
    private static final Pattern MOVED_ELSEWHERE =
            Pattern.compile("alter\\b.*\\brename\\s+(?:to\\s+|as\\s+)?" + ELSEWHERE, Pattern.DOTALL);
    private static final Pattern LISTED_ELSEWHERE =
            Pattern.compile("(?:drop\\s+(?:table|view|sequence)|rename\\s+table)\\b.*" + ELSEWHERE, Pattern.DOTALL);

    /** Rows come and go, and the definitions are the same. */
    private static final Pattern FILES_EXCHANGED = Pattern.compile(
            "alter\\b.*\\b(?:exchange\\s+partition|(?:discard|import)\\b.*\\btablespace)\\b", Pattern.DOTALL);

    private static final Pattern RENAMED = Pattern.compile("(" + NAME + ")\\s+to\\s+(" + NAME + ")");
    private static final Pattern SEVERAL_DROPPED =
            Pattern.compile("drop\\s+(?:temporary\\s+)?(?:tables?|view|sequence)\\b.*,.*", Pattern.DOTALL);

    private MysqlStatements() {}

    static StatementKind kind(Words sql) {
        if (sql.mentions("release_all_locks")) {
            return StatementKind.REFUSED; // the lock would be gone
        }
        return switch (sql.at(0)) {
            case "begin" -> sql.at(1).equals("not") ? StatementKind.UNKNOWABLE : StatementKind.LEFT_OUT;
            case "start" -> sql.at(1).equals("transaction") ? StatementKind.LEFT_OUT : StatementKind.COMMITS;
            case "commit", "unlock" -> StatementKind.LEFT_OUT;
            case "lock" ->
                sql.at(1).startsWith("table")
                        ? StatementKind.LEFT_OUT
                        : StatementKind.COMMITS; // a table that is locked hides the history
            case "rollback", "savepoint", "release", "xa" -> StatementKind.REFUSED;
            case "set" -> set(sql);
            case "use", "prepare", "deallocate" -> StatementKind.SESSION;
            case "call", "execute" -> StatementKind.UNKNOWABLE;
            case "create", "drop" -> sql.at(1).equals("temporary") ? StatementKind.TEMPORARY : definition(sql);
            case "alter" -> definition(sql);
            case "rename" -> sql.at(1).equals("user") || isCircle(sql) ? StatementKind.UNKNOWABLE : definition(sql);
            case "grant", "revoke" -> StatementKind.UNKNOWABLE;
            default -> sql.isAny(DATA) ? StatementKind.TRANSACTIONAL : StatementKind.COMMITS;
        };
    }

    private static StatementKind definition(Words sql) {
        String what = sql.at(sql.at(1).equals("or") ? 3 : 1);
        String text = sql.text();
        boolean leavesNoTrace = OUTSIDE.contains(what)
                || FILES_EXCHANGED.matcher(text).lookingAt()
                || NAMED_ELSEWHERE.matcher(text).lookingAt()
                || ON_ELSEWHERE.matcher(text).lookingAt()
                || MOVED_ELSEWHERE.matcher(text).lookingAt()
                || LISTED_ELSEWHERE.matcher(text).lookingAt();
        return leavesNoTrace ? StatementKind.UNKNOWABLE : StatementKind.COMMITS;
    }

    /** Whether there are the same names afterwards: if the tables are alike, nobody sees that they were exchanged. */
    private static boolean isCircle(Words sql) {
        Set<String> before = new HashSet<>();
        Set<String> after = new HashSet<>();
        RENAMED.matcher(sql.text()).results().forEach(pair -> {
            before.add(pair.group(1));
            after.add(pair.group(2));
        });
        return before.equals(after);
    }

    /** Whether a server may have done some of it when it refuses it: MariaDB drops those that are there. */
    static boolean isDoneInPart(Words sql) {
        return SEVERAL_DROPPED.matcher(sql.text()).matches();
    }

    private static StatementKind set(Words sql) {
        return switch (sql.at(1)) {
            case "autocommit", "@@autocommit", "@@session.autocommit" -> StatementKind.LEFT_OUT;
            case "password", "global", "persist", "persist_only", "default" -> StatementKind.COMMITS;
            default -> StatementKind.SESSION;
        };
    }
}
