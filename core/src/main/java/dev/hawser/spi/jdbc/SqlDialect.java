package dev.hawser.spi.jdbc;

import java.util.Set;

/**
 * How an engine's SQL text is read and written. Immutable.
 *
 * @param name the engine's name
 * @param features what its lexer knows beyond standard SQL
 * @param identifierQuote the character around quoted identifiers; {@code [} means brackets
 * @param maxParameters how many parameters one statement may have
 */
public record SqlDialect(String name, Set<Feature> features, char identifierQuote, int maxParameters) {

    /** What a lexer may know beyond standard SQL. */
    public enum Feature {
        /** {@code $tag$ … $tag$} is a literal. */
        DOLLAR_QUOTES,
        /** {@code E'…\'…'} is a literal with backslash escapes. */
        E_STRINGS,
        /** Every {@code '…\'…'} has backslash escapes. */
        BACKSLASH_ESCAPES,
        /** {@code "…"} is a string, not an identifier. */
        DOUBLE_QUOTED_STRINGS,
        /** {@code `…`} is an identifier. */
        BACKTICK_IDENTIFIERS,
        /** {@code […]} is an identifier. */
        BRACKET_IDENTIFIERS,
        /** Block comments nest. */
        NESTED_COMMENTS,
        /** {@code #} begins a line comment. */
        HASH_COMMENTS,
        /** {@code ::} casts, and {@code [a:b]} is an array slice. */
        COLON_OPERATORS,
        /** {@code ?}, {@code ?|}, {@code ?&} are operators; the driver wants them doubled. */
        QUESTION_OPERATORS,
        /** In scripts, {@code DELIMITER //} says what ends a statement from there on. */
        SCRIPT_DELIMITERS,
        /** In scripts, a line {@code GO} ends a batch, and nothing else does. */
        SCRIPT_BATCHES,
        /** In scripts, the data of {@code copy … from stdin} follow it, up to a line {@code \.}. */
        SCRIPT_COPY_DATA,
        /** The driver prepares only the first of several statements in one text, and says nothing of the others. */
        SINGLE_STATEMENTS
    }

    public SqlDialect {
        features = Set.copyOf(features);
    }

    /** Whether the lexer knows {@code feature}. */
    public boolean has(Feature feature) {
        return features.contains(feature);
    }

    /** An identifier in quotes, with quotes inside it doubled. A NUL character is refused. */
    public String quote(String identifier) {
        if (identifier.isEmpty() || identifier.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not an identifier: \"" + identifier.replace("\0", "\\0") + "\"");
        }
        if (identifierQuote == '[') {
            return "[" + identifier.replace("]", "]]") + "]";
        }
        String quote = String.valueOf(identifierQuote);
        return quote + identifier.replace(quote, quote + quote) + quote;
    }
}
