package dev.hawser.migrations;

import java.util.Set;

/** What SQL Server's batches do to transactions. */
final class SqlServerStatements {

    private static final Set<String> TRANSACTION = Set.of("tran", "transaction", "work", "");

    private SqlServerStatements() {}

    // https://learn.microsoft.com/sql/t-sql/language-elements/transactions-transact-sql and the pages of each statement
    static StatementKind kind(Words sql) {
        return switch (sql.at(0)) {
            case "begin" ->
                sql.at(1).startsWith("tran") && sql.at(2).isEmpty()
                        ? StatementKind.LEFT_OUT
                        : StatementKind.TRANSACTIONAL;
            case "commit" -> TRANSACTION.contains(sql.at(1)) ? StatementKind.LEFT_OUT : StatementKind.TRANSACTIONAL;
            case "rollback" -> StatementKind.REFUSED;
            case "set", "use" ->
                sql.at(0).equals("use") || isSetting(sql) ? StatementKind.SESSION : StatementKind.TRANSACTIONAL;
            case "backup", "restore", "reconfigure", "kill" -> StatementKind.COMMITS;
            case "create", "alter", "drop" ->
                sql.at(1).equals("database") || sql.at(1).equals("fulltext")
                        ? StatementKind.COMMITS
                        : StatementKind.TRANSACTIONAL;
            default -> StatementKind.TRANSACTIONAL;
        };
    }

    /** {@code set ansi_nulls on} alone; a batch may go on behind it. */
    private static boolean isSetting(Words sql) {
        return sql.at(3).isEmpty();
    }
}
