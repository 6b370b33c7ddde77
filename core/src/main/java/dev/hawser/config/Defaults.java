package dev.hawser.config;

import dev.hawser.HostSpec;
import dev.hawser.spi.Capability;
import dev.hawser.spi.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fills what no source says: from the profile, the provider, the engine, and the table, the strongest first. */
final class Defaults {

    private static final Path MIGRATIONS = Path.of("db/migration");

    private final Settings<ConfigProperty> settings;
    private final Engine engine;
    private final Provider provider;
    private final Surroundings around;

    Defaults(Settings<ConfigProperty> settings, Engine engine, Provider provider, Surroundings around) {
        this.settings = settings;
        this.engine = engine;
        this.provider = provider;
        this.around = around;
    }

    void fill(List<HostSpec> hosts) {
        ssl(hosts);
        profile();
        fill(provider.settings(), "preset " + provider.name());
        fill(engine.defaults(database()), "default of " + engine.name());
        if (!engine.embedded()) {
            settings.otherwise(ConfigProperty.HOST, "localhost", "default");
        }
        settings.otherwise(
                ConfigProperty.MIGRATIONS_LOCATIONS,
                Files.isDirectory(MIGRATIONS) ? MIGRATIONS.toString() : "classpath:" + MIGRATIONS,
                "default");
        for (ConfigProperty property : ConfigProperty.values()) {
            String text = property.defaultText();
            if (text != null) {
                settings.otherwise(property, text, "default");
            }
        }
    }

    /** As it was given; whether it may be so is not checked yet. */
    private @Nullable String database() {
        Setting<ConfigProperty> given = settings.find(ConfigProperty.DATABASE);
        return given == null ? null : String.valueOf(given.raw());
    }

    private void profile() {
        String origin = "profile " + around.profile();
        boolean development = around.profile() == Profile.DEVELOPMENT;
        settings.otherwise(ConfigProperty.HEALTH_INTERVAL, development ? "300s" : "60s", origin);
        settings.otherwise(ConfigProperty.LOG_ECHO, Boolean.toString(development), origin);
        // How many connections a file takes is the engine's knowledge, wherever the application runs.
        if (development && !engine.embedded()) {
            settings.otherwise(ConfigProperty.POOL_SIZE, "5", origin);
        }
    }

    private void fill(Map<String, String> defaults, String origin) {
        defaults.forEach((key, text) -> {
            ConfigProperty property = Spelling.property(key);
            if (property == null) {
                around.problems().add(key + " (" + origin + "): " + Spelling.unknownKey(key));
            } else {
                settings.otherwise(property, text, origin);
            }
        });
    }

    /** Local hosts: prefer. Remote hosts: what the profile says, and no less than the provider needs. */
    private void ssl(List<HostSpec> hosts) {
        if (settings.has(ConfigProperty.SSL_MODE)) {
            return;
        }
        if (!engine.capabilities().contains(Capability.SSL)) {
            ssl(SslMode.DISABLE, "default of " + engine.name());
        } else if (around.locality().isLocal(hosts)) {
            ssl(SslMode.PREFER, "default for local hosts");
        } else {
            boolean production = around.profile() == Profile.PRODUCTION;
            SslMode mode = production ? SslMode.REQUIRE : SslMode.PREFER;
            String preset = provider.settings().get(ConfigProperty.SSL_MODE.key());
            if (preset == null || PropertyReader.sslMode(preset).compareTo(mode) <= 0) {
                ssl(mode, "profile " + around.profile() + ", remote host");
            }
        }
    }

    private void ssl(SslMode mode, String origin) {
        settings.otherwise(ConfigProperty.SSL_MODE, mode.toString(), origin);
    }
}
