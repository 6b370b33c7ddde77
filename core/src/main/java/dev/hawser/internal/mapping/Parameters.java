package dev.hawser.internal.mapping;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.sql.ParsedSql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a statement's named parameters.
 *
 * <p>A map or a record must have exactly the names that the statement has. A bean may have more: it has a life outside of the statement, and getters that
 * compute something.
 */
public final class Parameters {

    private static final @Nullable Object[] NONE = new @Nullable Object[0];

    private Parameters() {}

    /**
     * The values in order of occurrence.
     *
     * @param source a map, a record, a bean with getters, or null for none
     * @throws DatabaseException of category {@code REFUSED} that names a parameter that is missing or not used
     */
    public static @Nullable Object[] values(ParsedSql sql, @Nullable Object source) {
        if (source instanceof Map<?, ?> map) {
            return fromMap(sql, map);
        } else if (source != null) {
            return PropertyReader.of(source.getClass()).values(sql, source);
        } else if (sql.parameterCount() == 0) {
            return NONE;
        }
        throw missing(sql, List.of());
    }

    private static @Nullable Object[] fromMap(ParsedSql sql, Map<?, ?> map) {
        List<String> names = sql.parameters();
        int size = sql.parameterCount();
        @Nullable Object[] values = size == 0 ? NONE : new @Nullable Object[size];
        for (int i = 0; i < size; i++) {
            Object value = map.get(names.get(i));
            if (value == null && !map.containsKey(names.get(i))) {
                throw missing(sql, map.keySet());
            }
            values[i] = value;
        }
        if (map.size() != sql.nameCount()) {
            throw unused(sql, map.keySet());
        }
        return values;
    }

    static DatabaseException missing(ParsedSql sql, Collection<?> given) {
        List<String> missing = new ArrayList<>(sql.parameterNames());
        missing.removeAll(given);
        return refused("no value for parameter " + listed(missing) + "; given: " + listed(given), sql);
    }

    static DatabaseException unused(ParsedSql sql, Collection<?> given) {
        List<Object> unused = new ArrayList<>(given);
        unused.removeAll(sql.parameterNames());
        return refused(
                "parameter " + listed(unused) + " is not used; the statement has: " + listed(sql.parameterNames()),
                sql);
    }

    private static String listed(Collection<?> names) {
        if (names.isEmpty()) {
            return "none";
        }
        StringBuilder text = new StringBuilder();
        for (Object name : names) {
            text.append(text.length() == 0 ? ":" : ", :").append(name);
        }
        return text.toString();
    }

    private static DatabaseException refused(String problem, ParsedSql sql) {
        return new DatabaseException(ErrorCategory.REFUSED, problem + "; in: " + sql.masked());
    }
}
