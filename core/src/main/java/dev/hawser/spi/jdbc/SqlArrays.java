package dev.hawser.spi.jdbc;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Collections and arrays of any kind as arrays of objects. */
final class SqlArrays {

    private SqlArrays() {}

    /** The elements of a collection or an array, in a new array. */
    static @Nullable Object[] elements(Object source) {
        if (source instanceof Collection<?> collection) {
            return collection.toArray();
        }
        @Nullable Object[] elements = new @Nullable Object[Array.getLength(source)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = Array.get(source, i);
        }
        return elements;
    }

    /** The elements as types that drivers know inside of arrays. */
    static @Nullable Object[] bindable(@Nullable Object[] elements) {
        @Nullable Object[] values = new @Nullable Object[elements.length];
        for (int i = 0; i < elements.length; i++) {
            values[i] = bindable(elements[i]);
        }
        return values;
    }

    private static @Nullable Object bindable(@Nullable Object element) {
        if (element instanceof Enum<?> constant) {
            return constant.name();
        } else if (element instanceof Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        } else if (element instanceof ZonedDateTime time) {
            return time.toOffsetDateTime();
        } else if (element instanceof BigInteger number) {
            return new BigDecimal(number);
        } else if (element instanceof Character character) {
            return character.toString();
        }
        return element;
    }
}
