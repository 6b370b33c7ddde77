package dev.hawser.internal.jdbc;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.sql.ParsedSql;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement whose collections in {@code in (:ids)} were expanded to one parameter an element. An empty collection is an error: {@code in ()} is not SQL, and
 * nothing that could stand there instead is of the right type in every engine.
 *
 * @param sql the text for the driver
 * @param values one for each parameter
 */
record ListExpansion(String sql, @Nullable Object[] values) {

    /** Whether a value is to be expanded. */
    static boolean isList(@Nullable Object value) {
        return value instanceof Collection<?>
                || (value != null && value.getClass().isArray() && !(value instanceof byte[]));
    }

    /** Whether any value is to be expanded. */
    static boolean isNeeded(ParsedSql sql, @Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (sql.isListed(i) && isList(values[i])) {
                return true;
            }
        }
        return false;
    }

    static ListExpansion of(ParsedSql sql, @Nullable Object[] values) {
        List<String> parts = sql.parts();
        StringBuilder text = new StringBuilder(parts.get(0));
        List<@Nullable Object> expanded = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value != null && sql.isListed(i) && isList(value)) {
                int before = expanded.size();
                addElements(expanded, value);
                appendMarkers(text, expanded.size() - before, sql.parameters().get(i));
            } else {
                expanded.add(value);
                text.append('?');
            }
            text.append(parts.get(i + 1));
        }
        return new ListExpansion(text.toString(), expanded.toArray());
    }

    private static void addElements(List<@Nullable Object> expanded, Object value) {
        if (value instanceof Collection<?> collection) {
            expanded.addAll(collection);
        } else {
            for (int i = 0; i < Array.getLength(value); i++) {
                expanded.add(Array.get(value, i));
            }
        }
    }

    private static void appendMarkers(StringBuilder text, int count, String name) {
        if (count == 0) {
            throw new DatabaseException(
                    ErrorCategory.REFUSED,
                    "parameter :" + name
                            + " is an empty list, and \"in ()\" is not SQL; leave the query out, or the condition");
        }
        text.append('?');
        for (int i = 1; i < count; i++) {
            text.append(", ?");
        }
    }
}
