package dev.hawser.internal.mapping;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.sql.ParsedSql;
import org.jspecify.annotations.Nullable;

/** Reads the properties of a bean or the components of a record. Immutable, thread-safe; built once per class. */
abstract class PropertyReader {

    private static final ClassValue<PropertyReader> READERS = new ClassValue<>() {
        @Override
        protected PropertyReader computeValue(Class<?> type) {
            return type.isRecord() ? new RecordReader(type) : new BeanReader(type);
        }
    };

    static PropertyReader of(Class<?> type) {
        return READERS.get(type);
    }

    /** The values of a statement's parameters, in order of occurrence. */
    abstract @Nullable Object[] values(ParsedSql sql, Object source);

    static DatabaseException failed(Object source, Throwable checked) {
        return new DatabaseException(
                ErrorCategory.REFUSED,
                "a getter of " + source.getClass().getName() + " failed",
                null,
                null,
                null,
                0,
                null,
                checked);
    }
}
