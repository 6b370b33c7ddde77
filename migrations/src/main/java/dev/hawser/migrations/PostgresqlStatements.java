package dev.hawser.migrations;

import java.util.Set;

/** What PostgreSQL's statements do to transactions: nearly all of them can be rolled back. */
final class PostgresqlStatements {

    // https://www.postgresql.org/docs/current/sql-commands.html: "cannot be executed inside a transaction block"
    private static final Set<String> WHOLE = Set.of("database", "tablespace", "subscription");

    private PostgresqlStatements() {}

    static StatementKind kind(Words sql) {
        if (sql.mentions("pg_advisory_unlock_all") || sql.begins("discard", "all")) {
            return StatementKind.REFUSED; // the lock would be gone
        }
        return switch (sql.at(0)) {
            case "begin", "start", "commit", "end" ->
                sql.at(1).equals("prepared") ? StatementKind.UNKNOWABLE : StatementKind.LEFT_OUT;
            case "rollback", "abort" -> sql.hasEarly("to") ? StatementKind.TRANSACTIONAL : StatementKind.REFUSED;
            case "prepare" -> sql.at(1).equals("transaction") ? StatementKind.REFUSED : StatementKind.SESSION;
            case "set" ->
                Set.of("local", "transaction", "constraints").contains(sql.at(1))
                        ? StatementKind.TRANSACTIONAL
                        : StatementKind.SESSION;
            case "reset", "deallocate", "discard", "load", "listen", "unlisten" -> StatementKind.SESSION;
            case "select" -> sql.text().contains("set_config(") ? StatementKind.SESSION : StatementKind.TRANSACTIONAL;
            case "call" -> StatementKind.UNKNOWABLE;
            case "do" -> sql.mentions("commit") ? StatementKind.UNKNOWABLE : StatementKind.TRANSACTIONAL;
            case "vacuum" -> StatementKind.COMMITS;
            case "create" -> create(sql);
            case "drop" -> commitsIf(WHOLE.contains(sql.at(1)) || sql.at(2).equals("concurrently"));
            case "alter" -> alter(sql);
            case "reindex" ->
                commitsIf(sql.mentions("concurrently")
                        || Set.of("database", "system", "schema").contains(sql.at(1)));
            case "cluster" -> commitsIf(sql.at(1).isEmpty());
            default -> StatementKind.TRANSACTIONAL;
        };
    }

    private static StatementKind create(Words sql) {
        if (Set.of("temp", "temporary").contains(sql.at(1))) {
            return StatementKind.TEMPORARY;
        }
        boolean index = sql.at(1).equals("index") || sql.begins("create", "unique", "index");
        return commitsIf(WHOLE.contains(sql.at(1)) || (index && sql.hasEarly("concurrently")));
    }

    private static StatementKind alter(Words sql) {
        if (sql.at(1).equals("table") && sql.mentions("detach") && sql.mentions("concurrently")) {
            return StatementKind.UNKNOWABLE; // what it leaves half done needs another statement
        }
        return commitsIf(sql.at(1).equals("system")
                || sql.at(1).equals("subscription")
                || (sql.begins("alter", "database") && sql.mentions("tablespace")));
    }

    private static StatementKind commitsIf(boolean commits) {
        return commits ? StatementKind.COMMITS : StatementKind.TRANSACTIONAL;
    }
}
