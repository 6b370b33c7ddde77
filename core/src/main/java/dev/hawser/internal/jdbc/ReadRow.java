package dev.hawser.internal.jdbc;

import dev.hawser.Row;
import dev.hawser.internal.mapping.TypeConverters;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a live row and its copy have in common: everything but where values come from. */
abstract class ReadRow implements Row {

    final Columns columns;

    ReadRow(Columns columns) {
        this.columns = columns;
    }

    @Override
    public final List<String> columns() {
        return columns.names();
    }

    @Override
    public final int indexOf(String column) {
        return columns.indexOf(column);
    }

    @Override
    public boolean isNull(int index) {
        return get(index) == null;
    }

    @Override
    public final <T> @Nullable T get(int index, Class<T> type) {
        Class<T> boxed = TypeConverters.boxed(type);
        return boxed.cast(
                Conversions.convert(get(index), TypeConverters.to(boxed), columns.label(index), boxed.getSimpleName()));
    }

    @Override
    public long getLong(int index) {
        return required(index, Long.class);
    }

    @Override
    public int getInt(int index) {
        return required(index, Integer.class);
    }

    @Override
    public double getDouble(int index) {
        return required(index, Double.class);
    }

    @Override
    public boolean getBoolean(int index) {
        return required(index, Boolean.class);
    }

    @Override
    public @Nullable String getString(int index) {
        return get(index, String.class);
    }

    final <T> T required(int index, Class<T> type) {
        T value = get(index, type);
        if (value == null) {
            throw Conversions.isNull(columns.label(index), type.getSimpleName());
        }
        return value;
    }

    @Override
    public final Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(columns.size() * 2);
        for (int i = 0; i < columns.size(); i++) {
            map.put(columns.label(i), get(i));
        }
        return Collections.unmodifiableMap(map);
    }

    @Override
    public String toString() {
        return toMap().toString();
    }
}
