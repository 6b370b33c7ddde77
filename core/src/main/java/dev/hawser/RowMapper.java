package dev.hawser;

import org.jspecify.annotations.Nullable;

/** Turns one row into a value. The row is valid only during the call. Exceptions reach the caller of the query unchanged. */
@FunctionalInterface
public interface RowMapper<T extends @Nullable Object> {

    /** Maps one row. */
    T map(Row row);
}
