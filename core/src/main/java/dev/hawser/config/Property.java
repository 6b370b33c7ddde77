package dev.hawser.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be configured: a row of one of the tables. Reading, checking, the command line and {@code docs/configuration.md} come from them. Immutable.
 *
 * <p>Keys are lower case with dashes; {@code snake_case} and {@code camelCase} spellings of a key or an alias mean the same.
 */
public sealed interface Property permits ConfigProperty, ServerProperty, AlertProperty {

    /** The row itself. */
    PropertyDefinition definition();

    /** Its key, such as {@code pool.max-overflow}. */
    default String key() {
        return definition().key;
    }

    /** How its text is read. */
    default PropertyType type() {
        return definition().type;
    }

    /** Other keys that mean it. */
    default List<String> aliases() {
        return definition().aliases;
    }

    /** The environment variables that set it without naming what they configure; the first that is set counts. */
    default List<String> variables() {
        return definition().variables;
    }

    /** The unit of a bare number: {@code s} or {@code ms}; null if it is not a duration. */
    default @Nullable String unit() {
        return definition().unit;
    }

    /** The least value; null if it has no bounds. */
    default @Nullable String min() {
        return definition().min;
    }

    /** The greatest value; null if it has no bounds. */
    default @Nullable String max() {
        return definition().max;
    }

    /** The regular expression that every text of it must match; null if any text is fine. */
    default @Nullable String pattern() {
        return definition().pattern;
    }

    /** What a {@link PropertyType#CHOICE} may be; empty for other types. */
    default List<? extends Enum<?>> choices() {
        return definition().choices;
    }

    /** The value it has when nothing gives one; null if it then has none. */
    default @Nullable String defaultText() {
        return definition().defaultText;
    }

    /** The default in words. */
    default String defaultInWords() {
        String note = definition().defaultNote != null ? definition().defaultNote : definition().defaultText;
        return note != null ? note : "none";
    }

    /** Whether it must not be printed. */
    default boolean secret() {
        return type() == PropertyType.SECRET || type() == PropertyType.KEY;
    }

    /** What it is, in a sentence or two. */
    default String description() {
        return definition().description;
    }

    /** What is allowed, as it follows "expected": {@code a whole number from 1 to 10000}. */
    default String allowed() {
        return PropertyReader.allowed(this);
    }
}
