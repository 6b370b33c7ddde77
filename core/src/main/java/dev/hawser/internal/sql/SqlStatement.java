package dev.hawser.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One statement of a text: the tokens that mean something to the server. Immutable. */
final class SqlStatement {

    private final List<SqlToken> tokens;
    private final int first;

    private SqlStatement(List<SqlToken> tokens) {
        this.tokens = tokens;
        int start = 0;
        while (start < tokens.size() && tokens.get(start).is('(')) {
            start++;
        }
        this.first = start;
    }

    /** The statements of a text, which semicolons separate; empty ones left out. */
    static List<SqlStatement> split(List<SqlToken> tokens) {
        List<SqlStatement> statements = new ArrayList<>();
        List<SqlToken> current = new ArrayList<>();
        for (SqlToken token : tokens) {
            if (token.is(';')) {
                add(statements, current);
                current = new ArrayList<>();
            } else if (token.significant()) {
                current.add(token);
            }
        }
        add(statements, current);
        return statements;
    }

    private static void add(List<SqlStatement> statements, List<SqlToken> tokens) {
        if (!tokens.isEmpty()) {
            statements.add(new SqlStatement(tokens));
        }
    }

    List<SqlToken> tokens() {
        return tokens;
    }

    /** The word that says what it does, in lower case; empty if it does not begin with a word. Parentheses before it are skipped. */
    String verb() {
        return word(0);
    }

    /** A word in lower case, counted from the verb; empty if there is none at that place. */
    String word(int index) {
        int at = first + index;
        return at < tokens.size() ? tokens.get(at).word() : "";
    }

    /** Whether one of {@code words} occurs as a plain word. */
    boolean hasAny(Set<String> words) {
        for (SqlToken token : tokens) {
            if (words.contains(token.word())) {
                return true;
            }
        }
        return false;
    }

    boolean has(String word) {
        for (SqlToken token : tokens) {
            if (token.word().equals(word)) {
                return true;
            }
        }
        return false;
    }

    boolean has(char operator) {
        for (SqlToken token : tokens) {
            if (token.is(operator)) {
                return true;
            }
        }
        return false;
    }
}
