package dev.hawser.testkit.tds;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the statements of a batch. They need nothing between them, so a statement ends where a word stands that begins one and that the statement before it cannot
 * use.
 */
final class TsqlParser {

    private static final Set<String> BEGINNINGS = Set.of(
            "select",
            "insert",
            "update",
            "delete",
            "merge",
            "create",
            "alter",
            "drop",
            "truncate",
            "grant",
            "revoke",
            "deny",
            "set",
            "if",
            "begin",
            "commit",
            "rollback",
            "save",
            "use",
            "exec",
            "execute",
            "declare",
            "print",
            "raiserror",
            "throw",
            "waitfor",
            "backup",
            "restore",
            "dbcc");

    private static final Set<String> SET_OPERATIONS = Set.of("union", "all", "except", "intersect");
    private static final Set<String> SCHEMA_CHANGES = Set.of("create", "alter", "drop", "grant", "revoke", "deny");
    private static final Set<String> TRANSACTION = Set.of("tran", "transaction", "distributed");

    private final List<TsqlToken> tokens;
    private int position;

    private TsqlParser(List<TsqlToken> tokens) {
        this.tokens = tokens;
    }

    static List<TsqlNode> parse(String sql) throws SqlServerError {
        TsqlParser parser = new TsqlParser(TsqlToken.all(sql));
        List<TsqlNode> nodes = parser.nodes();
        if (parser.hasMore()) {
            throw syntax(parser.tokens.get(parser.position));
        }
        return nodes;
    }

    private static SqlServerError syntax(@Nullable TsqlToken near) {
        return new SqlServerError(
                102, 15, "Incorrect syntax near '" + (near == null ? "end of batch" : near.text()) + "'.");
    }

    private boolean hasMore() {
        return position < tokens.size();
    }

    private String word(int offset) {
        int at = position + offset;
        return at >= 0 && at < tokens.size() ? tokens.get(at).word() : "";
    }

    private boolean at(String symbol) {
        return hasMore() && tokens.get(position).is(symbol);
    }

    private List<TsqlNode> nodes() throws SqlServerError {
        List<TsqlNode> nodes = new ArrayList<>();
        while (true) {
            while (at(";")) {
                position++;
            }
            if (!hasMore() || word(0).equals("end")) {
                return nodes;
            }
            nodes.add(node());
        }
    }

    private TsqlNode node() throws SqlServerError {
        if (word(0).equals("if")) {
            return condition();
        }
        if (word(0).equals("begin") && !TRANSACTION.contains(word(1))) {
            position++;
            List<TsqlNode> nodes = nodes();
            if (!word(0).equals("end")) {
                throw syntax(null);
            }
            position++;
            return new TsqlNode.Block(nodes);
        }
        return plain();
    }

    private TsqlNode condition() throws SqlServerError {
        position++;
        List<TsqlToken> condition = new ArrayList<>();
        int depth = 0;
        while (hasMore() && (depth > 0 || !BEGINNINGS.contains(word(0)))) {
            depth += depth(tokens.get(position));
            condition.add(tokens.get(position++));
        }
        if (condition.isEmpty() || !hasMore()) {
            throw syntax(null);
        }
        TsqlNode then = node();
        int end = position;
        while (at(";")) {
            position++;
        }
        if (word(0).equals("else")) {
            position++;
            return new TsqlNode.If(condition, then, node());
        }
        position = end;
        return new TsqlNode.If(condition, then, null);
    }

    private static int depth(TsqlToken token) {
        return token.is("(") ? 1 : token.is(")") ? -1 : 0;
    }

    private TsqlNode plain() throws SqlServerError {
        String verb = word(0);
        if (!BEGINNINGS.contains(verb) && !verb.equals("with")) {
            throw syntax(tokens.get(position));
        }
        List<TsqlToken> statement = new ArrayList<>();
        int depth = 0;
        int cases = 0;
        boolean complete = false; // whether its main verb has what it may have one of
        while (hasMore()) {
            TsqlToken token = tokens.get(position);
            String word = token.word();
            if (depth == 0 && !statement.isEmpty()) {
                if (token.is(";") || (cases == 0 && (word.equals("end") || word.equals("else")))) {
                    break;
                }
                if (BEGINNINGS.contains(word) && !belongs(verb, word, complete)) {
                    break;
                }
                complete |= completes(verb, word);
            }
            cases += word.equals("case") ? 1 : word.equals("end") ? -1 : 0;
            depth += depth(token);
            statement.add(token);
            position++;
        }
        if (depth != 0) {
            throw syntax(statement.get(statement.size() - 1));
        }
        return new TsqlNode.Plain(statement);
    }

    private static boolean completes(String verb, String word) {
        return switch (verb) {
            case "insert" -> word.equals("values") || word.equals("select") || word.equals("default");
            case "update" -> word.equals("set");
            case "with" -> BEGINNINGS.contains(word);
            default -> false;
        };
    }

    /** Whether a word that can begin a statement belongs to the one before it. */
    private boolean belongs(String verb, String word, boolean complete) {
        String before = word(-1);
        if (SCHEMA_CHANGES.contains(verb)) {
            boolean begins = word.equals("commit")
                    || word.equals("rollback") && !before.equals("with") // rollback immediate
                    || word.equals("use");
            return before.equals("as")
                    || before.equals("on")
                    || before.equals("delete")
                    || before.equals("update")
                    || (!begins && !verb.equals("create") && !verb.equals("drop"))
                    || (word.equals("if") && verb.equals("drop"));
        }
        return switch (word) {
            case "select" ->
                SET_OPERATIONS.contains(before) || (!complete && (verb.equals("insert") || verb.equals("with")));
            case "set" -> !complete && verb.equals("update") || verb.equals("merge");
            case "insert", "update", "delete" ->
                verb.equals("merge") || (verb.equals("with") && !complete) || before.equals("for");
            case "merge" -> verb.equals("with") && !complete;
            default -> false;
        };
    }
}
