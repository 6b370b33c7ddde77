package dev.hawser.internal;

import dev.hawser.DatabaseInfo;
import dev.hawser.config.ConfigValue;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Engine;
import java.util.Map;
import java.util.TreeMap;

/** What a database is configured to be, for everybody to see. */
public final class Described {

    private Described() {}

    public static DatabaseInfo of(DatabaseConfig config, Engine engine) {
        Map<String, String> settings = new TreeMap<>();
        for (ConfigValue value : config.values().values()) {
            settings.put(value.key(), value.printable());
        }
        return new DatabaseInfo(
                config.name(),
                config.engine(),
                config.printableUrl(),
                engine.hosts(config),
                config.database(),
                config.user(),
                config.schema(),
                config.readonly(),
                config.profile().toString(),
                config.provider().name(),
                settings);
    }
}
