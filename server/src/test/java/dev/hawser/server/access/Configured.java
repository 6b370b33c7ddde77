package dev.hawser.server.access;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.ServerConfig;
import dev.hawser.config.ServerProperty;
import java.nio.file.Path;
import java.util.Map;

/** Configurations of servers, made as users make them. */
public final class Configured {

    private Configured() {}

    static ServerConfig server(Map<ServerProperty, Object> options) {
        return DatabaseManager.builder(sources(options)).load().server();
    }

    /** With the environment and files of nobody. */
    public static ConfigSources sources(Map<ServerProperty, Object> options) {
        ConfigSources sources = ConfigSources.in(Path.of("target"));
        for (Map.Entry<ServerProperty, Object> option : options.entrySet()) {
            sources = sources.withServer(option.getKey(), option.getValue());
        }
        return sources;
    }
}
