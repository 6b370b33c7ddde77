package dev.hawser.internal.jdbc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of a result is read. Immutable.
 *
 * @param maxRows from 1
 * @param maxBytes about how much memory its values may take
 */
public record ReadBounds(int maxRows, long maxBytes) {

    private static final int OBJECT = 16;

    public ReadBounds {
        if (maxRows < 1) {
            throw new IllegalArgumentException("maxRows must be at least 1: " + maxRows);
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be at least 1: " + maxBytes);
        }
    }

    static ReadBounds rows(int maxRows) {
        return new ReadBounds(maxRows, Long.MAX_VALUE);
    }

    boolean boundsBytes() {
        return maxBytes < Long.MAX_VALUE;
    }

    /** About how much memory a value takes. */
    static long bytes(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return OBJECT + 2L * text.length();
        }
        if (value instanceof byte[] bytes) {
            return OBJECT + bytes.length;
        }
        if (value instanceof List<?> list) {
            return list.stream().mapToLong(ReadBounds::bytes).sum();
        }
        return OBJECT;
    }
}
