package dev.hawser.internal.sql;

import dev.hawser.internal.sql.SqlToken.Kind;
import dev.hawser.spi.jdbc.SqlDialect;
import dev.hawser.spi.jdbc.SqlDialect.Feature;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds text that a server may read differently from the way it looks, so that no judgement about it can be relied on. */
final class AmbiguousText {

    private AmbiguousText() {}

    /** What makes it ambiguous, as the end of a sentence; null if nothing does. */
    static @Nullable String reason(List<SqlToken> tokens, SqlDialect dialect) {
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            if (!token.closed()) {
                return "a quote or a comment in it has no end";
            }
            if (token.kind() == Kind.WORD && hasInvisible(token.text())) {
                return "it has invisible characters outside of literals";
            }
            if (token.kind() == Kind.COMMENT && isExecutable(token.text(), dialect)) {
                return "it has a comment that the server executes";
            }
            if (token.kind() == Kind.COMMENT && endsAtCarriageReturn(tokens, i)) {
                return "a line comment in it ends with a carriage return alone";
            }
            if (token.kind() == Kind.QUOTED_IDENTIFIER && isUnicodeEscaped(tokens, i)) {
                return "it has an identifier written with Unicode escapes";
            }
        }
        return null;
    }

    private static boolean hasInvisible(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c >= 0x80
                    && (Character.isWhitespace(c)
                            || Character.isSpaceChar(c)
                            || Character.isISOControl(c)
                            || Character.getType(c) == Character.FORMAT)) {
                return true;
            }
        }
        return false;
    }

    /** MySQL runs what is in {@code /*! … *}{@code /}, MariaDB also {@code /*M! … *}{@code /}. */
    private static boolean isExecutable(String comment, SqlDialect dialect) {
        return dialect.has(Feature.HASH_COMMENTS) && (comment.startsWith("/*!") || comment.startsWith("/*M!"));
    }

    /** Some servers end a line comment at a carriage return, others only at a line feed. */
    private static boolean endsAtCarriageReturn(List<SqlToken> tokens, int index) {
        if (tokens.get(index).text().startsWith("/*") || index + 1 == tokens.size()) {
            return false;
        }
        String after = tokens.get(index + 1).text();
        return after.startsWith("\r") && !after.startsWith("\r\n");
    }

    private static boolean isUnicodeEscaped(List<SqlToken> tokens, int index) {
        return index >= 2
                && tokens.get(index - 1).is('&')
                && tokens.get(index - 2).word().equals("u");
    }
}
