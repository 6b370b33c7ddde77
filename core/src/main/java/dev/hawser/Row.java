package dev.hawser;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of a result. Columns are found by label, ignoring case, or by position from 0. For one thread at a time.
 *
 * <p>A row returned by a query is a copy and stays valid; a row handed to a {@link RowMapper} is valid only inside it.
 *
 * <p>Unknown labels and conversions that do not fit throw a {@link dev.hawser.error.DatabaseException} of category {@code DATA} that names the column.
 */
public interface Row {

    /** The column labels, in the order of the query. */
    List<String> columns();

    /** The position of a label, from 0. */
    int indexOf(String column);

    /** Whether the value is SQL {@code NULL}. */
    boolean isNull(int index);

    /** The value as the closest Java type: numbers, {@code String}, {@code Boolean}, {@code byte[]}, {@code UUID}, {@code java.time}, {@code List} for arrays. */
    @Nullable
    Object get(int index);

    /** The value converted to {@code type}, or null if it is SQL {@code NULL}. */
    <T> @Nullable T get(int index, Class<T> type);

    /** The value as a {@code long}. SQL {@code NULL} is an error: use {@link #get(int, Class)} for a column that may be null. */
    long getLong(int index);

    /** The value as an {@code int}. SQL {@code NULL} is an error, and so is a number that does not fit. */
    int getInt(int index);

    /** The value as a {@code double}. SQL {@code NULL} is an error. */
    double getDouble(int index);

    /** The value as a {@code boolean}. SQL {@code NULL} is an error. */
    boolean getBoolean(int index);

    /** The value as text, or null if it is SQL {@code NULL}. */
    @Nullable
    String getString(int index);

    /** As {@link #get(int)}, by label. */
    default @Nullable Object get(String column) {
        return get(indexOf(column));
    }

    /** As {@link #get(int, Class)}, by label. */
    default <T> @Nullable T get(String column, Class<T> type) {
        return get(indexOf(column), type);
    }

    /** As {@link #getLong(int)}, by label. */
    default long getLong(String column) {
        return getLong(indexOf(column));
    }

    /** As {@link #getInt(int)}, by label. */
    default int getInt(String column) {
        return getInt(indexOf(column));
    }

    /** As {@link #getDouble(int)}, by label. */
    default double getDouble(String column) {
        return getDouble(indexOf(column));
    }

    /** As {@link #getBoolean(int)}, by label. */
    default boolean getBoolean(String column) {
        return getBoolean(indexOf(column));
    }

    /** As {@link #getString(int)}, by label. */
    default @Nullable String getString(String column) {
        return getString(indexOf(column));
    }

    /** All values by label, in the order of the query; an unmodifiable copy. A label that occurs twice keeps its last value. */
    Map<String, @Nullable Object> toMap();
}
