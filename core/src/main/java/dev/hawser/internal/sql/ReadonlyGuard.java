package dev.hawser.internal.sql;

import dev.hawser.internal.sql.SqlToken.Kind;
import dev.hawser.spi.jdbc.SqlDialect;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * What a read-only database refuses before it is sent. Plain writes are the server's to refuse; this finds what would lift the server's refusal: ending
 * the transaction, changing the settings that make it read-only, and running text that cannot be seen here. So it knows what is harmless and refuses the
 * rest. It cannot look into functions that exist in the server already; for those, take a user that may not write.
 */
final class ReadonlyGuard {

    /** Statements that can change nothing but data, which the server refuses, and statements that change nothing. */
    private static final Set<String> HARMLESS = Set.of(
            "select",
            "with",
            "values",
            "table",
            "show",
            "explain",
            "describe",
            "desc",
            "declare",
            "fetch",
            "move",
            "close",
            "listen",
            "unlisten",
            "notify",
            "savepoint",
            "release",
            "deallocate",
            "use",
            "insert",
            "update",
            "delete",
            "merge",
            "replace",
            "create",
            "drop",
            "truncate",
            "comment",
            "grant",
            "revoke",
            "refresh",
            "reindex",
            "analyze",
            "lock");

    private static final Set<String> TRANSACTION = Set.of("begin", "start", "commit", "end", "rollback", "abort", "xa");

    /** Settings that make a session read-only, or change how text is read. */
    private static final Set<String> SETTINGS = Set.of(
            "transaction_read_only",
            "default_transaction_read_only",
            "tx_read_only",
            "read_only",
            "super_read_only",
            "query_only",
            "standard_conforming_strings",
            "backslash_quote",
            "sql_mode");

    /** Functions that change settings, run text that is given to them, or write past the transaction. */
    private static final Set<String> FUNCTIONS =
            Set.of("load_extension", "ts_stat", "ts_rewrite", "connectby", "xpath_table", "loread", "lowrite");

    private static final List<String> FUNCTION_PREFIXES =
            List.of("dblink", "query_to_xml", "cursor_to_xml", "lo_", "pg_file_", "crosstab");

    private static final Set<String> CHANGES = Set.of("update", "insert", "merge", "delete");

    /** Pragmas whose argument is a question, not a value. */
    private static final Set<String> PRAGMAS = Set.of(
            "table_info",
            "table_xinfo",
            "table_list",
            "index_list",
            "index_info",
            "index_xinfo",
            "foreign_key_list",
            "foreign_key_check",
            "integrity_check",
            "quick_check");

    private ReadonlyGuard() {}

    /** Why a read-only database must refuse a text, as the end of a sentence; null if it need not. */
    static @Nullable String breach(List<SqlToken> tokens, List<SqlStatement> statements, SqlDialect dialect) {
        if (statements.size() > 1) {
            return "it holds several statements";
        }
        if (statements.isEmpty()) {
            return AmbiguousText.reason(tokens, dialect);
        }
        SqlStatement statement = statements.get(0);
        String byVerb = byVerb(statement);
        if (byVerb != null) {
            return byVerb;
        }
        String byName = byName(statement);
        return byName != null ? byName : AmbiguousText.reason(tokens, dialect);
    }

    private static @Nullable String byVerb(SqlStatement statement) {
        String verb = statement.verb();
        return switch (verb) {
            case "set" -> set(statement);
            case "reset", "discard" -> reset(statement);
            case "pragma" -> pragma(statement);
            case "prepare" -> statement.word(1).equals("transaction") ? "transactions are the session's to end" : null;
            case "rollback" -> isToSavepoint(statement) ? null : "transactions are the session's to begin and end";
            case "alter" -> statement.word(1).equals("system") ? "it changes the server's settings" : null;
            case "copy" -> isToStdout(statement) ? null : "it copies to or from the server";
            case "explain" -> statement.has("execute") ? "it runs text that cannot be seen" : null;
            case "do", "call", "execute", "exec" -> "it runs text that cannot be seen";
            case "attach", "detach" -> "it attaches another database";
            default -> {
                if (TRANSACTION.contains(verb)) {
                    yield "transactions are the session's to begin and end";
                }
                yield HARMLESS.contains(verb) ? null : "it is not known to be harmless";
            }
        };
    }

    private static @Nullable String set(SqlStatement statement) {
        boolean lifts = namesSetting(statement) || statement.has("write") || statement.has("characteristics");
        return lifts ? "it could lift the protection against writes" : null;
    }

    private static @Nullable String reset(SqlStatement statement) {
        boolean lifts = namesSetting(statement) || statement.has("all");
        return lifts ? "it could lift the protection against writes" : null;
    }

    private static boolean namesSetting(SqlStatement statement) {
        for (SqlToken token : statement.tokens()) {
            if (SETTINGS.contains(token.name())) {
                return true;
            }
        }
        return false;
    }

    /** {@code rollback [work | transaction] to …}. */
    private static boolean isToSavepoint(SqlStatement statement) {
        int next = statement.word(1).equals("work") || statement.word(1).equals("transaction") ? 2 : 1;
        return statement.word(next).equals("to");
    }

    private static @Nullable String pragma(SqlStatement statement) {
        List<SqlToken> tokens = statement.tokens();
        boolean sets = statement.has('=');
        for (int i = 1; i < tokens.size(); i++) {
            sets |= tokens.get(i).is('(') && !PRAGMAS.contains(tokens.get(i - 1).word());
        }
        return sets ? "it sets a pragma" : null;
    }

    private static boolean isToStdout(SqlStatement statement) {
        List<SqlToken> tokens = statement.tokens();
        for (int i = 1; i < tokens.size(); i++) {
            if (tokens.get(i).word().equals("stdout")
                    && tokens.get(i - 1).word().equals("to")) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String byName(SqlStatement statement) {
        List<SqlToken> tokens = statement.tokens();
        boolean changes = statement.hasAny(CHANGES);
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            String name = token.name();
            boolean call = i + 1 < tokens.size() && tokens.get(i + 1).is('(');
            if (name.equals("set_config") || (call && isDangerous(name))) {
                return "it uses " + name;
            }
            if (token.kind() == Kind.STRING && SqlToken.lower(token.text()).contains("set_config")) {
                return "it mentions set_config";
            }
            if (name.equals("pg_settings") && changes) {
                return "it changes settings";
            }
            if (name.equals("outfile") || name.equals("dumpfile")) {
                return "it writes a file on the server";
            }
        }
        return null;
    }

    private static boolean isDangerous(String function) {
        if (FUNCTIONS.contains(function)) {
            return true;
        }
        for (String prefix : FUNCTION_PREFIXES) {
            if (function.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
