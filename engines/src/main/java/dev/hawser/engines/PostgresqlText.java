package dev.hawser.engines;

import java.lang.reflect.Array;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as the text that PostgreSQL reads: <a href="https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO">array syntax</a> and the rest. */
final class PostgresqlText {

    private PostgresqlText() {}

    static String of(Object value) {
        if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof ZonedDateTime moment) {
            return moment.toOffsetDateTime().toString();
        }
        if (isArray(value)) {
            StringBuilder text = new StringBuilder();
            appendArray(text, elements(value));
            return text.toString();
        }
        return value.toString();
    }

    static boolean isArray(Object value) {
        return value instanceof Collection<?> || (value.getClass().isArray() && !(value instanceof byte[]));
    }

    /** The elements of a collection or a Java array. */
    static List<@Nullable Object> elements(Object value) {
        if (value instanceof Collection<?> collection) {
            return new ArrayList<>(collection);
        }
        int length = Array.getLength(value);
        List<@Nullable Object> elements = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            elements.add(Array.get(value, i));
        }
        return elements;
    }

    private static void appendArray(StringBuilder text, List<@Nullable Object> elements) {
        text.append('{');
        String separator = "";
        for (Object element : elements) {
            text.append(separator);
            if (element == null) {
                text.append("NULL");
            } else if (isArray(element)) {
                appendArray(text, elements(element));
            } else {
                text.append('"')
                        .append(of(element).replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            }
            separator = ",";
        }
        text.append('}');
    }
}
