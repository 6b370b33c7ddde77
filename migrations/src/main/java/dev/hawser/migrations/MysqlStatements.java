package dev.hawser.migrations;

import java.util.Set;

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
            case "create", "drop" -> sql.at(1).equals("temporary") ? StatementKind.TEMPORARY : StatementKind.COMMITS;
            default -> sql.isAny(DATA) ? StatementKind.TRANSACTIONAL : StatementKind.COMMITS;
        };
    }

    private static StatementKind set(Words sql) {
        return switch (sql.at(1)) {
            case "autocommit", "@@autocommit", "@@session.autocommit" -> StatementKind.LEFT_OUT;
            case "password", "global", "persist", "persist_only", "default" -> StatementKind.COMMITS;
            default -> StatementKind.SESSION;
        };
    }
}
