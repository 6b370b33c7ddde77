package dev.hawser.internal.mapping;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds enum constants by name; by name without case and underscores where that is unambiguous. */
final class EnumConverter implements Converter {

    private final Class<?> type;
    private final Map<String, Object> exact = new HashMap<>();
    private final Map<String, @Nullable Object> folded = new HashMap<>();

    EnumConverter(Class<?> type) {
        this.type = type;
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            exact.put(name, constant);
            String key = Names.folded(name);
            folded.put(key, folded.containsKey(key) ? null : constant);
        }
    }

    @Override
    public @Nullable Object convert(@Nullable Object value) {
        if (value == null || type.isInstance(value)) {
            return value;
        } else if (!(value instanceof String name)) {
            return TypeConverters.unsupported(value, type.getSimpleName());
        } else {
            Object constant = exact.get(name);
            constant = constant == null ? folded.get(Names.folded(name)) : constant;
            if (constant == null) {
                throw new IllegalArgumentException("the text is no constant of " + type.getSimpleName());
            }
            return constant;
        }
    }
}
