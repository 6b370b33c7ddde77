package dev.hawser.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is in effect for one part of the configuration, with typed access once every value has been checked. For one thread at a time. */
final class Settings<P extends Property> {

    private final Map<P, Setting<P>> byProperty;

    Settings(Map<P, Setting<P>> byProperty) {
        this.byProperty = byProperty;
    }

    @Nullable
    Setting<P> find(P property) {
        return byProperty.get(property);
    }

    boolean has(P property) {
        return byProperty.containsKey(property);
    }

    /** Fills a gap. */
    void otherwise(P property, String text, String origin) {
        byProperty.putIfAbsent(property, Setting.of(property, text, origin));
    }

    /** Reports every value that does not fit. */
    void check(String owner, Problems problems) {
        for (Setting<P> setting : byProperty.values()) {
            P property = setting.property();
            // A placeholder that could not be replaced, and a URL that could not be read, have been reported.
            if (setting.template() || property == ConfigProperty.URL) {
                continue;
            }
            try {
                PropertyReader.read(property, setting.raw());
            } catch (IllegalArgumentException e) {
                problems.addBadValue(owner, setting, property.allowed());
            }
        }
    }

    boolean flag(P property) {
        return (Boolean) required(property);
    }

    int integer(P property) {
        return (Integer) required(property);
    }

    double number(P property) {
        return (Double) required(property);
    }

    Duration duration(P property) {
        return (Duration) required(property);
    }

    <T> T required(P property, Class<T> type) {
        return type.cast(required(property));
    }

    @Nullable
    String text(P property) {
        return optional(property, String.class);
    }

    @Nullable
    Path path(P property) {
        return optional(property, Path.class);
    }

    <T> @Nullable T optional(P property, Class<T> type) {
        return has(property) ? type.cast(required(property)) : null;
    }

    /** The texts of a list; none if it is not set. */
    List<String> texts(P property) {
        return has(property)
                ? ((List<?>) required(property)).stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The entries of a map; none if it is not set. */
    Map<String, String> map(P property) {
        Setting<P> setting = find(property);
        return setting == null ? Map.of() : PropertyReader.map(setting.raw());
    }

    /** Every value with its origin, in the order of the table. */
    Map<String, ConfigValue> values() {
        Map<String, ConfigValue> values = new LinkedHashMap<>();
        byProperty.values().forEach(setting -> values.put(setting.property().key(), setting.value()));
        return Collections.unmodifiableMap(values);
    }

    private Object required(P property) {
        Setting<P> setting = Objects.requireNonNull(byProperty.get(property), property.key());
        return PropertyReader.read(property, setting.raw());
    }
}
