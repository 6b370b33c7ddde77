package dev.hawser.cli;

import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value of a row, as it is printed. */
final class ColumnValue {

    private ColumnValue() {}

    /** As something that JSON has: numbers, booleans, lists and null stay what they are, bytes become hexadecimal, the rest text. */
    static @Nullable Object json(@Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ColumnValue::json).toArray();
        }
        return value instanceof byte[] bytes ? hexadecimal(bytes) : value.toString();
    }

    static String text(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        return value instanceof byte[] bytes ? hexadecimal(bytes) : value.toString();
    }

    private static String hexadecimal(byte[] bytes) {
        return "\\x" + HexFormat.of().formatHex(bytes);
    }
}
