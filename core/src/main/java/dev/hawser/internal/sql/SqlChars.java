package dev.hawser.internal.sql;

/** Which characters make up what in SQL text, in every dialect. */
final class SqlChars {

    private SqlChars() {}

    /** The position behind the number that begins at {@code at}. */
    static int endOfNumber(String text, int at) {
        int second = at + 1 < text.length() ? text.charAt(at + 1) | 0x20 : 0;
        if (text.charAt(at) == '0' && (second == 'x' || second == 'o' || second == 'b')) {
            int end = at + 2;
            while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0 && text.charAt(end) < 0x80) {
                end++;
            }
            return end;
        }
        int end = skipDigits(text, at);
        if (end < text.length() && text.charAt(end) == '.') {
            end = skipDigits(text, end + 1);
        }
        if (end < text.length() && isLetter(text.charAt(end), 'e')) {
            int sign = end + 1 < text.length() && "+-".indexOf(text.charAt(end + 1)) >= 0 ? 1 : 0;
            int exponent = skipDigits(text, end + 1 + sign);
            return exponent > end + 1 + sign ? exponent : end;
        }
        return end;
    }

    private static int skipDigits(String text, int from) {
        int end = from;
        while (end < text.length() && (isDigit(text.charAt(end)) || (text.charAt(end) == '_' && end > from))) {
            end++;
        }
        return end;
    }

    static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(char c, char lower) {
        return (c | 0x20) == lower;
    }

    static boolean startsWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    static boolean continuesWord(char c) {
        return startsWord(c) || isDigit(c) || c == '$';
    }
}
