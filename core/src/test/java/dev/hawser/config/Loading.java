package dev.hawser.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.error.ConfigurationException;
import dev.hawser.spi.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Loads a configuration from what a test says, and from nothing else. */
final class Loading {

    private final Path directory;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, String> systemProperties = new LinkedHashMap<>();
    private ConfigSources sources;
    private List<Engine> engines = StubEngine.ALL;

    private Loading(Path directory) {
        this.directory = directory;
        this.sources = ConfigSources.in(directory).withResolver(host -> {
            throw new UnknownHostException(host);
        });
    }

    static Loading in(Path directory) {
        return new Loading(directory);
    }

    /** Writes {@code hawser.yaml}. */
    Loading yaml(String text) {
        return file("hawser.yaml", text);
    }

    Loading file(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Loading env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Loading system(String name, String value) {
        systemProperties.put(name, value);
        return this;
    }

    Loading code(DatabaseOptions... databases) {
        sources = sources.withDatabases(databases);
        return this;
    }

    Loading profile(Profile profile) {
        sources = sources.withProfile(profile);
        return this;
    }

    Loading sources(UnaryOperator<ConfigSources> change) {
        sources = change.apply(sources);
        return this;
    }

    Loading engines(Engine... engines) {
        this.engines = List.of(engines);
        return this;
    }

    ManagerConfig load() {
        ConfigSources all = sources.withEnvironment(environment).withSystemProperties(systemProperties);
        return new ConfigLoader(all, engines).load();
    }

    /** The only database. */
    DatabaseConfig one() {
        List<DatabaseConfig> databases = load().databases();
        if (databases.size() != 1) {
            throw new AssertionError("expected one database: " + databases);
        }
        return databases.get(0);
    }

    DatabaseConfig database(String name) {
        return load().databases().stream()
                .filter(database -> database.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no database " + name));
    }

    /** What is wrong with it. */
    List<String> problems() {
        return new ArrayList<>(failure().problems());
    }

    ConfigurationException failure() {
        ConfigurationException failure = catchThrowableOfType(ConfigurationException.class, this::load);
        if (failure == null) {
            throw new AssertionError("the configuration is accepted");
        }
        return failure;
    }
}
