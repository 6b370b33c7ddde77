package dev.hawser.testkit.tds;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A token of Transact-SQL.
 *
 * @param text as it stands there; names and strings without their quotes
 */
record TsqlToken(Kind kind, String text) {

    enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        NUMBER,
        VARIABLE,
        SYMBOL
    }

    /** The word in lower case; empty for what is no word. */
    String word() {
        return kind == Kind.WORD ? text.toLowerCase(Locale.ROOT) : "";
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }

    /** The tokens of a text, without comments. */
    static List<TsqlToken> all(String sql) throws SqlServerError {
        return new Lexer(sql).all();
    }

    private static final class Lexer {

        private static final List<String> LONG_SYMBOLS = List.of("<=", ">=", "<>", "!=", "||", "+=", "-=", "::");

        private final String sql;
        private int position;

        Lexer(String sql) {
            this.sql = sql;
        }

        List<TsqlToken> all() throws SqlServerError {
            List<TsqlToken> tokens = new ArrayList<>();
            while (skipToNext()) {
                tokens.add(next());
            }
            return tokens;
        }

        private boolean skipToNext() throws SqlServerError {
            while (position < sql.length()) {
                if (Character.isWhitespace(sql.charAt(position))) {
                    position++;
                } else if (sql.startsWith("--", position)) {
                    int end = sql.indexOf('\n', position);
                    position = end < 0 ? sql.length() : end + 1;
                } else if (sql.startsWith("/*", position)) {
                    skipComment();
                } else {
                    return true;
                }
            }
            return false;
        }

        /** They nest. */
        private void skipComment() throws SqlServerError {
            int depth = 0;
            do {
                if (position >= sql.length()) {
                    throw new SqlServerError(113, 15, "Missing end comment mark '*/'.");
                }
                if (sql.startsWith("/*", position)) {
                    depth++;
                    position += 2;
                } else if (sql.startsWith("*/", position)) {
                    depth--;
                    position += 2;
                } else {
                    position++;
                }
            } while (depth > 0);
        }

        private TsqlToken next() throws SqlServerError {
            char first = sql.charAt(position);
            if (first == '\'') {
                return new TsqlToken(Kind.STRING, quoted('\''));
            } else if ((first == 'N' || first == 'n') && sql.startsWith("'", position + 1)) {
                position++;
                return new TsqlToken(Kind.STRING, quoted('\''));
            } else if (first == '[') {
                return new TsqlToken(Kind.QUOTED_NAME, quoted(']'));
            } else if (first == '"') {
                return new TsqlToken(Kind.QUOTED_NAME, quoted('"'));
            } else if (isDigit(first)) {
                return new TsqlToken(Kind.NUMBER, run(c -> isWord(c) || c == '.'));
            } else if (first == '@') {
                return new TsqlToken(Kind.VARIABLE, run(Lexer::isWord));
            } else if (isWord(first)) {
                return new TsqlToken(Kind.WORD, run(Lexer::isWord));
            }
            return symbol();
        }

        private TsqlToken symbol() {
            for (String symbol : LONG_SYMBOLS) {
                if (sql.startsWith(symbol, position)) {
                    position += symbol.length();
                    return new TsqlToken(Kind.SYMBOL, symbol);
                }
            }
            return new TsqlToken(Kind.SYMBOL, String.valueOf(sql.charAt(position++)));
        }

        private interface Characters {
            boolean include(char character);
        }

        private String run(Characters characters) {
            int start = position;
            while (position < sql.length() && characters.include(sql.charAt(position))) {
                position++;
            }
            return sql.substring(start, position);
        }

        private static boolean isDigit(char character) {
            return character >= '0' && character <= '9';
        }

        private static boolean isWord(char character) {
            return Character.isLetterOrDigit(character) || "_@#$".indexOf(character) >= 0;
        }

        /** Up to the closing quote, which is doubled where it is meant. */
        private String quoted(char close) throws SqlServerError {
            StringBuilder text = new StringBuilder();
            for (position++; position < sql.length(); position++) {
                char character = sql.charAt(position);
                if (character == close) {
                    position++;
                    if (position == sql.length() || sql.charAt(position) != close) {
                        return text.toString();
                    }
                }
                text.append(character);
            }
            throw new SqlServerError(105, 15, "Unclosed quotation mark after the character string '" + text + "'.");
        }
    }
}
