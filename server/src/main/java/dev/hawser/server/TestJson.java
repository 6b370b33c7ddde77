package dev.hawser.server;

import dev.hawser.Inspection;
import dev.hawser.Row;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a test query gave. Immutable. */
record TestJson(
        List<String> columns,
        List<List<@Nullable Object>> rows,
        int rowCount,
        boolean truncated,
        @Nullable BigDecimal tookMs,
        String host) {

    static TestJson of(Inspection result) {
        return new TestJson(
                result.columns(),
                result.rows().stream().map(TestJson::values).toList(),
                result.rows().size(),
                result.truncated(),
                Json.milliseconds(result.took()),
                result.host().toString());
    }

    private static List<@Nullable Object> values(Row row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < row.columns().size(); i++) {
            values.add(value(row.get(i)));
        }
        return values;
    }

    /** As something that JSON has: bytes as Base64, what it has not as text. */
    private static @Nullable Object value(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? value : value.toString();
        }
        if (value instanceof Number) {
            return value;
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
