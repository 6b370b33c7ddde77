package dev.hawser.config;

import dev.hawser.Consistency;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Options of one database, given in code. Everything that a file can say can be said here, and is checked in the same way when the configuration is
 * loaded. Immutable: every method returns a new object.
 */
public final class DatabaseOptions {

    private final String name;
    private final Map<String, Object> values;

    private DatabaseOptions(String name, Map<String, Object> values) {
        this.name = name;
        this.values = Collections.unmodifiableMap(values);
    }

    /** Options of the database with this name; none so far. */
    public static DatabaseOptions of(String name) {
        return new DatabaseOptions(name, new LinkedHashMap<>());
    }

    /** See {@link ConfigProperty#URL}. */
    public DatabaseOptions url(String url) {
        return set(ConfigProperty.URL, url);
    }

    /** See {@link ConfigProperty#USER}. */
    public DatabaseOptions user(String user) {
        return set(ConfigProperty.USER, user);
    }

    /** See {@link ConfigProperty#PASSWORD}. */
    public DatabaseOptions password(String password) {
        return set(ConfigProperty.PASSWORD, Secret.of(password));
    }

    /** See {@link ConfigProperty#READONLY}. */
    public DatabaseOptions readonly(boolean readonly) {
        return set(ConfigProperty.READONLY, readonly);
    }

    /** See {@link ConfigProperty#POOL_SIZE}. */
    public DatabaseOptions poolSize(int size) {
        return set(ConfigProperty.POOL_SIZE, size);
    }

    /** One option. */
    public DatabaseOptions set(ConfigProperty property, @Nullable Object value) {
        return set(property.key(), value);
    }

    /**
     * One option by its key, in any spelling. {@code null} counts as not set.
     *
     * @param value a text, number, boolean, {@link Duration}, {@link Secret}, {@link SslMode}, {@link Consistency}, path, collection or map
     */
    public DatabaseOptions set(String key, @Nullable Object value) {
        Map<String, Object> copy = new LinkedHashMap<>(values);
        if (value == null) {
            copy.remove(key);
        } else {
            copy.put(key, raw(value));
        }
        return new DatabaseOptions(name, copy);
    }

    /** Several options by key; a value that is {@code null} counts as not set. */
    public DatabaseOptions setAll(Map<String, ? extends @Nullable Object> options) {
        DatabaseOptions result = this;
        for (Map.Entry<String, ? extends @Nullable Object> option : options.entrySet()) {
            result = result.set(option.getKey(), option.getValue());
        }
        return result;
    }

    /** The name of the database. */
    public String name() {
        return name;
    }

    /** What was given, by the key it was given with. */
    Map<String, Object> values() {
        return values;
    }

    /** The names of the options that are set; values may be secret. */
    @Override
    public String toString() {
        return name + values.keySet();
    }

    static Object raw(Object value) {
        if (value instanceof Collection<?> collection) {
            return collection.stream().map(DatabaseOptions::text).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, String> texts = new LinkedHashMap<>();
            map.forEach((key, entry) -> texts.put(String.valueOf(key), text(entry)));
            return Collections.unmodifiableMap(texts);
        }
        return text(value);
    }

    private static String text(Object value) {
        if (value instanceof Secret secret) {
            return secret.reveal();
        }
        if (value instanceof Duration duration) {
            return DurationText.format(duration);
        }
        if (value instanceof Consistency.Bounded bounded) {
            return "bounded " + DurationText.format(bounded.lag());
        }
        if (value instanceof Consistency consistency) {
            return consistency.getClass().getSimpleName();
        }
        return String.valueOf(value);
    }
}
