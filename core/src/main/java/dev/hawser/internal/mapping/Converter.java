package dev.hawser.internal.mapping;

import org.jspecify.annotations.Nullable;

/** Converts values that were read from a row to one Java type. Thread-safe. */
@FunctionalInterface
public interface Converter {

    /**
     * Converts a value. SQL {@code NULL} is null, and stays it for most types.
     *
     * @throws IllegalArgumentException if it does not fit; the message says why, as the end of a sentence, and never holds the value
     */
    @Nullable
    Object convert(@Nullable Object value);
}
