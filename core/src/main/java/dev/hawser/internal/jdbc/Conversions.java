package dev.hawser.internal.jdbc;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.mapping.Converter;
import org.jspecify.annotations.Nullable;

/** Conversion of a column's value, with an error that names the column. */
final class Conversions {

    private Conversions() {}

    /** @param target what the value is for: {@code component zip of Address} */
    static @Nullable Object convert(@Nullable Object value, Converter converter, String column, String target) {
        try {
            return converter.convert(value);
        } catch (IllegalArgumentException misfit) {
            throw misfit(column, target, String.valueOf(misfit.getMessage()));
        }
    }

    static DatabaseException misfit(String column, String target, String reason) {
        return new DatabaseException(
                ErrorCategory.DATA, "column \"" + column + "\" does not fit " + target + ": " + reason);
    }

    static DatabaseException isNull(String column, String target) {
        return misfit(column, target, "it is null");
    }
}
