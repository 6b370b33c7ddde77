package dev.hawser.server;

import dev.hawser.Inspection;
import dev.hawser.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a test query gave. Immutable.
 *
 * @param truncated which bound left rows out, {@code rows} or {@code bytes}; null if there are all
 */
record TestJson(
        List<String> columns,
        List<List<@Nullable Object>> rows,
        int rowCount,
        @Nullable String truncated,
        @Nullable BigDecimal tookMs,
        String host) {

    /** A double has every integer of so many bits. */
    private static final int EXACT_BITS = 53;

    private static final long LARGEST_EXACT = 1L << EXACT_BITS;

    static TestJson of(Inspection result, int limit) {
        return new TestJson(
                result.columns(),
                result.rows().stream().map(TestJson::values).toList(),
                result.rows().size(),
                truncated(result, limit),
                Json.milliseconds(result.took()),
                result.host().toString());
    }

    private static @Nullable String truncated(Inspection result, int limit) {
        if (!result.truncated()) {
            return null;
        }
        return result.rows().size() == limit ? "rows" : "bytes";
    }

    private static List<@Nullable Object> values(Row row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < row.columns().size(); i++) {
            values.add(value(row.get(i)));
        }
        return values;
    }

    /**
     * As something that JSON has: bytes as Base64, what it has not as text. Nor are numbers numbers whose digits many a reader of JSON would change, JavaScript among them: large
     * integers, and all decimals.
     */
    static @Nullable Object value(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? value : value.toString();
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            long number = ((Number) value).longValue();
            return number >= -LARGEST_EXACT && number <= LARGEST_EXACT ? value : value.toString();
        }
        if (value instanceof BigInteger large) {
            return large.bitLength() <= EXACT_BITS ? value : value.toString();
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(TestJson::value).toArray();
        }
        return value.toString();
    }
}
