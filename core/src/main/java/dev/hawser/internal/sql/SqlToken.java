package dev.hawser.internal.sql;

import java.util.Locale;

/**
 * A piece of SQL text. Immutable.
 *
 * @param kind what it is
 * @param text exactly as written
 * @param closed false if it is a literal, a quoted identifier or a comment that the text ends inside of
 */
record SqlToken(Kind kind, String text, boolean closed) {

    enum Kind {
        SPACE,
        COMMENT,
        /** A keyword or a plain identifier. */
        WORD,
        QUOTED_IDENTIFIER,
        STRING,
        NUMBER,
        /** {@code :name}. */
        PARAMETER,
        /** Anything else, a character at a time but for {@code ::}, {@code :=}, {@code ??} and {@code $1}. */
        OPERATOR
    }

    /** Whether it means anything to the server. */
    boolean significant() {
        return kind != Kind.SPACE && kind != Kind.COMMENT;
    }

    boolean is(char operator) {
        return kind == Kind.OPERATOR && text.length() == 1 && text.charAt(0) == operator;
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** A keyword in lower case; empty for everything but a {@link Kind#WORD}. */
    String word() {
        return kind == Kind.WORD ? lower(text) : "";
    }

    /** An identifier in lower case, quoted or not; empty for everything else. */
    String name() {
        if (kind == Kind.QUOTED_IDENTIFIER) {
            return lower(text.substring(1, closed ? text.length() - 1 : text.length()));
        }
        return word();
    }
}
