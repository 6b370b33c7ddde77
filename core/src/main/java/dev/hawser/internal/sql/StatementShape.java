package dev.hawser.internal.sql;

import dev.hawser.internal.sql.SqlToken.Kind;
import java.util.Set;

/**
 * Where in a statement its tokens stand: whether a semicolon ends it, or stands inside of the body of a trigger or a routine, or of a rule's parentheses. For one thread.
 */
final class StatementShape {

    private static final Set<String> WITH_BODY = Set.of("trigger", "procedure", "function", "event");

    /** What a statement inside of a body may follow on. */
    private static final Set<String> BEFORE_A_STATEMENT =
            Set.of("begin", "then", "else", "do", "row", "loop", "repeat");

    private static final Set<String> BLOCKS = Set.of("if", "loop", "while", "repeat", "for");

    private String verb = "";
    private String before = "";
    private boolean hasBody;
    private boolean isRule;
    private boolean fromStdin;
    private boolean ended;
    private int depth;
    private int parentheses;

    /** Whether a semicolon here ends the statement. */
    boolean mayEnd() {
        closeEnded();
        return depth == 0 && !(isRule && parentheses > 0);
    }

    /** Whether data follow it. */
    boolean copiesFromStdin() {
        return verb.equals("copy") && fromStdin;
    }

    /** Takes the next token that means something. */
    void see(SqlToken token) {
        String word = token.word();
        if (hasBody && token.kind() == Kind.PARAMETER) { // a label, without a space before what it names
            before = ":";
            word = SqlToken.lower(token.text().substring(1));
        }
        if (verb.isEmpty()) {
            verb = word.isEmpty() ? token.text() : word;
        } else if (verb.equals("create") && depth == 0) {
            hasBody |= WITH_BODY.contains(word);
            isRule |= word.equals("rule");
        } else if (word.equals("stdin") && before.equals("from")) {
            fromStdin = true;
        }
        if (token.is('(')) {
            parentheses++;
        } else if (token.is(')')) {
            parentheses--;
        }
        if (hasBody && !before.equals(".")) {
            body(word);
        }
        before = word.isEmpty() ? token.text() : word;
    }

    /** {@code end} closes what was opened last, and the word after it says what that was. */
    private void body(String word) {
        boolean named = ended && (BLOCKS.contains(word) || word.equals("case"));
        closeEnded();
        if (named) {
            return;
        }
        boolean begins = BEFORE_A_STATEMENT.contains(before) || before.equals(";") || before.equals(":");
        if (word.equals("begin")
                || (word.equals("case") && depth > 0)
                || (BLOCKS.contains(word) || word.equals("case")) && begins && opens(word)) {
            depth++;
        } else if (word.equals("end") && depth > 0) {
            ended = true;
        }
    }

    /** {@code for each row} in the head of a trigger opens nothing, nor does {@code loop} behind {@code for … do}. */
    private boolean opens(String word) {
        return depth > 0 || !word.equals("for");
    }

    private void closeEnded() {
        if (ended) {
            ended = false;
            depth--;
        }
    }
}
