package dev.hawser.internal.sql;

import java.util.List;
import java.util.Set;

/** Whether a text changes what outlives it or the transaction on its connection, and must be restored then. */
final class SessionCheck {

    private static final Set<String> VERBS = Set.of(
            "begin", // in auto-commit mode drivers do not see that a transaction is open
            "start",
            "reset",
            "discard",
            "deallocate",
            "listen",
            "unlisten",
            "attach",
            "detach",
            "load",
            "use",
            "lock",
            "handler",
            "do",
            "call",
            "execute",
            "exec");

    private static final Set<String> TEMPORARY = Set.of("temp", "temporary");

    private SessionCheck() {}

    static boolean changesSession(List<SqlStatement> statements) {
        for (SqlStatement statement : statements) {
            if (byVerb(statement) || byFunction(statement) || namesTemporaryTable(statement)) {
                return true;
            }
        }
        return false;
    }

    private static boolean byVerb(SqlStatement statement) {
        String second = statement.word(1);
        return switch (statement.verb()) {
            case "set" -> !(second.equals("local") || second.equals("transaction") || second.equals("constraints"));
            case "prepare" -> !second.equals("transaction");
            case "pragma" -> statement.has('=') || statement.has('(');
            case "create" -> isTemporary(statement);
            case "declare" -> statement.has("hold");
            case "select", "with" -> statement.has("into") && statement.hasAny(TEMPORARY);
            default -> VERBS.contains(statement.verb());
        };
    }

    /** {@code create [or replace] [global | local] temporary …}. */
    private static boolean isTemporary(SqlStatement statement) {
        for (int i = 1; i <= 4; i++) {
            if (TEMPORARY.contains(statement.word(i))) {
                return true;
            }
        }
        return false;
    }

    /** SQL Server's {@code create table #name} and {@code select … into #name}, wherever in the text: its statements need no semicolons. */
    private static boolean namesTemporaryTable(SqlStatement statement) {
        String before = "";
        for (SqlToken token : statement.tokens()) {
            boolean temporary = token.is('#') || token.name().startsWith("#");
            if (temporary && (before.equals("table") || before.equals("into"))) {
                return true;
            }
            before = token.word();
        }
        return false;
    }

    /** Settings and locks that a function call leaves behind. */
    private static boolean byFunction(SqlStatement statement) {
        boolean settings = false;
        for (SqlToken token : statement.tokens()) {
            String name = token.name();
            if (name.equals("set_config")
                    || name.equals("setseed")
                    || name.equals("get_lock")
                    || (name.contains("advisory_lock") && !name.contains("xact"))
                    || token.text().equals(":=")) {
                return true;
            }
            settings |= name.equals("pg_settings");
        }
        return settings && statement.has("update");
    }
}
