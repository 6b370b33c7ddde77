package dev.hawser.internal.sql;

import static dev.hawser.internal.sql.SqlChars.continuesWord;
import static dev.hawser.internal.sql.SqlChars.endOfNumber;
import static dev.hawser.internal.sql.SqlChars.isDigit;
import static dev.hawser.internal.sql.SqlChars.isLetter;
import static dev.hawser.internal.sql.SqlChars.isSpace;
import static dev.hawser.internal.sql.SqlChars.startsWord;

import dev.hawser.internal.sql.SqlToken.Kind;
import dev.hawser.spi.jdbc.SqlDialect;
import dev.hawser.spi.jdbc.SqlDialect.Feature;
import java.util.ArrayList;
import java.util.List;

/*
 * Cuts SQL text into tokens the way the server does. The guard of read-only databases stands on this: whatever the server takes for a statement must not
 * look like a literal here. That is why characters beyond ASCII belong to words (PostgreSQL and SQLite see them so, even a no-break space), why a string
 * with backslash escapes goes on in the same way after a line break (PostgreSQL), and why a number ends where its digits end ("1for update").
 * Never fails: a literal without an end reaches to the end of the text and says so.
 */
final class SqlLexer {

    private final String text;
    private final SqlDialect dialect;
    private final boolean hashComments;
    private final boolean backslashEscapes;
    private SqlToken last = new SqlToken(Kind.SPACE, "", true);
    private int at;
    private int bracketDepth;

    SqlLexer(String text, SqlDialect dialect) {
        this.text = text;
        this.dialect = dialect;
        this.hashComments = dialect.has(Feature.HASH_COMMENTS);
        this.backslashEscapes = dialect.has(Feature.BACKSLASH_ESCAPES);
    }

    /** All of {@code text}: the tokens' texts put together are the text. */
    static List<SqlToken> tokens(String text, SqlDialect dialect) {
        SqlLexer lexer = new SqlLexer(text, dialect);
        List<SqlToken> tokens = new ArrayList<>();
        while (lexer.at < text.length()) {
            tokens.add(lexer.next());
        }
        return tokens;
    }

    /** Where the next token begins; the length of the text at its end. */
    int position() {
        return at;
    }

    /** Has the next token begin at {@code position}, if what is before it is no SQL. */
    void moveTo(int position) {
        at = position;
    }

    /** The next token. There must be one. */
    SqlToken next() {
        read();
        return last;
    }

    private void read() {
        char c = text.charAt(at);
        if (isSpace(c)) {
            end(Kind.SPACE, skipSpaces(at), true);
        } else if (startsWord(c)) {
            word();
        } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
            end(Kind.NUMBER, endOfNumber(text, at), true);
        } else if (!comment(c) && !quoted(c)) {
            operator(c);
        }
    }

    private boolean comment(char c) {
        if (isLineComment(at) || (c == '#' && hashComments)) {
            end(Kind.COMMENT, endOfLine(at), true);
            return true;
        }
        if (c == '/' && peek(1) == '*') {
            blockComment();
            return true;
        }
        return false;
    }

    /** MySQL's "--" needs a space behind it: "5--1" is a sum. */
    private boolean isLineComment(int from) {
        return text.startsWith("--", from)
                && (!hashComments || from + 2 == text.length() || text.charAt(from + 2) <= ' ');
    }

    private int endOfLine(int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    private void blockComment() {
        boolean nested = dialect.has(Feature.NESTED_COMMENTS);
        int depth = 1;
        int end = at + 2;
        while (end < text.length() && depth > 0) {
            if (text.startsWith("*/", end)) {
                depth--;
                end += 2;
            } else if (nested && text.startsWith("/*", end)) {
                depth++;
                end += 2;
            } else {
                end++;
            }
        }
        end(Kind.COMMENT, end, depth == 0);
    }

    private boolean quoted(char c) {
        switch (c) {
            case '\'' -> string(at, backslashEscapes);
            case '"' -> {
                if (dialect.has(Feature.DOUBLE_QUOTED_STRINGS)) {
                    quoted(Kind.STRING, '"', at + 1, backslashEscapes, true);
                } else {
                    quoted(Kind.QUOTED_IDENTIFIER, '"', at + 1, false, true);
                }
            }
            case '`' -> {
                if (!dialect.has(Feature.BACKTICK_IDENTIFIERS)) {
                    return false;
                }
                quoted(Kind.QUOTED_IDENTIFIER, '`', at + 1, false, true);
            }
            case '[' -> {
                if (!dialect.has(Feature.BRACKET_IDENTIFIERS)) {
                    return false;
                }
                quoted(Kind.QUOTED_IDENTIFIER, ']', at + 1, false, dialect.identifierQuote() == '[');
            }
            case '$' -> {
                return dialect.has(Feature.DOLLAR_QUOTES) && dollarQuoted();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A string whose opening quote is at {@code quote}; a prefix such as {@code E} may be before it. */
    private void string(int quote, boolean backslashes) {
        quoted(Kind.STRING, '\'', quote + 1, backslashes, true);
    }

    private void quoted(Kind kind, char quote, int from, boolean backslashes, boolean doubled) {
        int end = endOfQuoted(quote, from, backslashes, doubled);
        end(kind, Math.abs(end), end > 0);
    }

    /** The position behind the closing quote; negative (the length of the text) if there is none. */
    private int endOfQuoted(char quote, int from, boolean backslashes, boolean doubled) {
        int end = from;
        while (end < text.length()) {
            char c = text.charAt(end++);
            if (c == '\\' && backslashes) {
                end++;
            } else if (c == quote) {
                if (doubled && end < text.length() && text.charAt(end) == quote) {
                    end++;
                } else {
                    return end;
                }
            }
        }
        return -text.length();
    }

    /** In PostgreSQL a string goes on after a line break, and what comes then is escaped as the first part was. */
    private void escapeString() {
        int end = endOfQuoted('\'', at + 2, true, true);
        while (end > 0) {
            int next = continuation(end);
            if (next < 0) {
                break;
            }
            end = endOfQuoted('\'', next + 1, true, true);
        }
        end(Kind.STRING, Math.abs(end), end > 0);
    }

    /** The position of a quote after spaces and line comments with a line break among them; negative if there is none. */
    private int continuation(int from) {
        int next = from;
        boolean lineBreak = false;
        while (next < text.length()) {
            char c = text.charAt(next);
            if (isSpace(c)) {
                lineBreak |= c == '\n' || c == '\r';
                next++;
            } else if (isLineComment(next)) {
                next = endOfLine(next);
            } else {
                return c == '\'' && lineBreak ? next : -1;
            }
        }
        return -1;
    }

    private boolean dollarQuoted() {
        int end = at + 1;
        while (end < text.length()
                && text.charAt(end) != '$'
                && (startsWord(text.charAt(end)) || (end > at + 1 && isDigit(text.charAt(end))))) {
            end++;
        }
        if (end == text.length() || text.charAt(end) != '$') {
            return false;
        }
        String tag = text.substring(at, end + 1);
        int closing = text.indexOf(tag, end + 1);
        end(Kind.STRING, closing < 0 ? text.length() : closing + tag.length(), closing >= 0);
        return true;
    }

    private void word() {
        int end = at + 1;
        while (end < text.length() && continuesWord(text.charAt(end))) {
            end++;
        }
        if (end == at + 1 && peek(1) == '\'' && isStringPrefix(text.charAt(at))) {
            if (isLetter(text.charAt(at), 'e')) {
                escapeString();
            } else {
                string(end, backslashEscapes);
            }
        } else {
            end(Kind.WORD, end, true);
        }
    }

    private boolean isStringPrefix(char c) {
        return isLetter(c, 'e')
                ? dialect.has(Feature.E_STRINGS)
                : isLetter(c, 'x') || isLetter(c, 'b') || isLetter(c, 'n');
    }

    private void operator(char c) {
        int end = at + 1;
        if (c == ':') {
            colon();
            return;
        }
        if (c == '?' && peek(1) == '?') {
            end++;
        } else if (c == '$') {
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
        } else if (c == '[') {
            bracketDepth++;
        } else if (c == ']' && bracketDepth > 0) {
            bracketDepth--;
        }
        end(Kind.OPERATOR, end, true);
    }

    private void colon() {
        char next = peek(1);
        if (next == ':' || next == '=') {
            end(Kind.OPERATOR, at + 2, true);
        } else if ((Character.isLetter(next) || next == '_') && !separates()) {
            int end = at + 2;
            while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
                end++;
            }
            end(Kind.PARAMETER, end, true);
        } else {
            end(Kind.OPERATOR, at + 1, true);
        }
    }

    /**
     * Whether the colon here stands between two values and begins no parameter: after a literal ({@code json_object('a':b)}), and inside of brackets when it
     * touches what is before it ({@code [a:b]}). So {@code [:i]} has a parameter, and a slice up to a column is written {@code [1:i]} or {@code [ : i]}.
     */
    private boolean separates() {
        if (at == 0) {
            return false;
        }
        char before = text.charAt(at - 1);
        return before == '\''
                || before == '"'
                || (bracketDepth > 0
                        && dialect.has(Feature.COLON_OPERATORS)
                        && (continuesWord(before) || before == ')' || before == ']'));
    }

    private void end(Kind kind, int end, boolean closed) {
        int stop = Math.min(end, text.length());
        last = new SqlToken(kind, text.substring(at, stop), closed);
        at = stop;
    }

    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
    }

    private int skipSpaces(int from) {
        int end = from;
        while (end < text.length() && isSpace(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
