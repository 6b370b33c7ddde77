package dev.hawser.internal.sql;

import dev.hawser.internal.sql.SqlToken.Kind;
import dev.hawser.spi.jdbc.SqlDialect;
import dev.hawser.spi.jdbc.SqlDialect.Feature;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads SQL text. */
public final class SqlParser {

    private static final Set<String> WITH_BODY = Set.of("trigger", "procedure", "function");

    private static final Set<String> COUNT_NOTHING = Set.of(
            "create",
            "alter",
            "drop",
            "truncate",
            "comment",
            "grant",
            "revoke",
            "set",
            "reset",
            "pragma",
            "vacuum",
            "analyze",
            "reindex",
            "attach",
            "detach");

    private final SqlDialect dialect;
    private final List<String> names = new ArrayList<>();
    private final BitSet listed = new BitSet();
    private final List<String> parts = new ArrayList<>();
    private final StringBuilder part = new StringBuilder();
    private final Deque<Boolean> parentheses = new ArrayDeque<>();
    private boolean positional;

    private SqlParser(SqlDialect dialect) {
        this.dialect = dialect;
    }

    /** Reads {@code text}. Never fails: what makes no sense is left for the server to refuse. */
    public static ParsedSql parse(String text, SqlDialect dialect) {
        List<SqlToken> tokens = SqlLexer.tokens(text, dialect);
        List<SqlStatement> statements = SqlStatement.split(tokens);
        boolean clear = AmbiguousText.reason(tokens, dialect) == null;
        ParsedSql.Traits traits = new ParsedSql.Traits(
                clear && ReadCheck.isRead(statements),
                clear && ReadCheck.asks(statements),
                SessionCheck.changesSession(statements),
                ReadonlyGuard.breach(tokens, statements, dialect),
                statements.size() == 1 && statements.get(0).has("returning"),
                statements.size() > 1 && !definesBody(statements.get(0)),
                !statements.isEmpty()
                        && COUNT_NOTHING.contains(statements.get(0).verb()),
                !statements.isEmpty()
                        && !definesBody(statements.get(0))
                        && statements.stream().anyMatch(SqlParser::controlsTransaction));
        return new ParsedSql(text, new SqlParser(dialect).parameters(tokens), traits, mask(tokens));
    }

    /** The body of a trigger or a procedure holds semicolons that separate nothing here. */
    private static boolean definesBody(SqlStatement first) {
        return first.verb().equals("create") && first.hasAny(WITH_BODY);
    }

    private static boolean controlsTransaction(SqlStatement statement) {
        return switch (statement.verb()) {
            case "begin", "commit", "end", "abort" -> true;
            case "start" -> statement.word(1).equals("transaction");
            case "rollback" -> !statement.has("to");
            case "prepare" -> statement.word(1).equals("transaction");
            default -> false;
        };
    }

    private ParameterList parameters(List<SqlToken> tokens) {
        @Nullable SqlToken[] after = nextSignificant(tokens);
        @Nullable SqlToken before = null;
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            if (token.kind() == Kind.PARAMETER) {
                parameter(token, before, after[i]);
            } else if (token.is('?')) {
                questionMark(before, after[i]);
            } else {
                part.append(token.text());
                parenthesis(token, before);
            }
            before = token.significant() ? token : before;
        }
        parts.add(part.toString());
        return ParameterList.of(names, listed, parts, positional);
    }

    /** For each token the one after it that means something; null at the end. */
    private static @Nullable SqlToken[] nextSignificant(List<SqlToken> tokens) {
        @Nullable SqlToken[] next = new @Nullable SqlToken[tokens.size()];
        @Nullable SqlToken after = null;
        for (int i = tokens.size() - 1; i >= 0; i--) {
            next[i] = after;
            after = tokens.get(i).significant() ? tokens.get(i) : after;
        }
        return next;
    }

    private void parameter(SqlToken token, @Nullable SqlToken before, @Nullable SqlToken after) {
        boolean begins = before != null && (before.is('(') || before.is(','));
        boolean ends = after != null && (after.is(')') || after.is(','));
        if (begins && ends && Boolean.TRUE.equals(parentheses.peek())) {
            listed.set(names.size());
        }
        names.add(token.text().substring(1));
        parts.add(part.toString());
        part.setLength(0);
    }

    /** An operator has an operand on either side; what has not is a parameter. */
    private void questionMark(@Nullable SqlToken before, @Nullable SqlToken after) {
        if (dialect.has(Feature.QUESTION_OPERATORS) && isOperator(before, after)) {
            part.append("??");
        } else {
            positional = true;
            part.append('?');
        }
    }

    private static boolean isOperator(@Nullable SqlToken before, @Nullable SqlToken after) {
        if (after == null || after.is(')') || after.is(',') || after.is(';')) {
            return false;
        }
        if (after.kind() == Kind.OPERATOR && "|&-#@".contains(after.text())) {
            return true;
        }
        boolean operand = before != null && (before.kind() != Kind.OPERATOR || before.is(')') || before.is(']'));
        return operand || (before != null && before.is('@'));
    }

    private void parenthesis(SqlToken token, @Nullable SqlToken before) {
        if (token.is('(')) {
            parentheses.push(before != null && before.word().equals("in"));
        } else if (token.is(')')) {
            parentheses.poll();
        }
    }

    private static String mask(List<SqlToken> tokens) {
        StringBuilder masked = new StringBuilder();
        boolean space = false;
        for (SqlToken token : tokens) {
            if (!token.significant()) {
                space = true;
                continue;
            }
            if (space && masked.length() > 0) {
                masked.append(' ');
            }
            space = false;
            boolean literal = token.kind() == Kind.STRING || token.kind() == Kind.NUMBER;
            masked.append(literal ? "?" : token.text());
        }
        return masked.toString();
    }
}
