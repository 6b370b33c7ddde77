package dev.hawser;

import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the keys that Hawser's predecessors used. */
final class LegacyProperties {

    /** Each old key and what it is called now. A value that is null or blank counts as not given. */
    private static final Map<String, String> KEYS = Map.of(
            "server_type", "type",
            "server", "host",
            "database", "database",
            "user", "user",
            "password", "password",
            "port", "port",
            "schema", "schema",
            "connection_string", "url");

    private static final String DEFAULT_TYPE = "postgresql";

    private LegacyProperties() {}

    static DatabaseOptions toOptions(Map<String, ?> properties) {
        DatabaseOptions options = DatabaseOptions.of("default");
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<String, ?> property : properties.entrySet()) {
            String key = KEYS.get(property.getKey());
            if (key == null) {
                unknown.add("unknown legacy property \"" + property.getKey() + "\"; known are "
                        + KEYS.keySet().stream().sorted().toList());
            } else if (given(property.getValue())) {
                options = options.set(key, String.valueOf(property.getValue()));
            }
        }
        if (!unknown.isEmpty()) {
            throw new ConfigurationException(unknown);
        }
        boolean typed = given(properties.get("server_type")) || given(properties.get("connection_string"));
        return typed ? options : options.set("type", DEFAULT_TYPE);
    }

    private static boolean given(@Nullable Object value) {
        return value != null && !String.valueOf(value).isBlank();
    }
}
