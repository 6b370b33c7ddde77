package dev.hawser.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration is read from. Immutable.
 *
 * @param file the file to read; null for {@code HAWSER_CONFIG}, else {@code hawser.yaml}, {@code hawser.yml} or {@code hawser.json} in the working
 *     directory
 * @param workingDirectory where the file and {@code .env} are looked for
 * @param environment the environment variables
 * @param systemProperties the system properties
 * @param databases options given in code
 * @param sections options of other parts given in code, by their top key: {@code server}
 * @param profile the profile given in code; null to leave it to the other sources
 * @param providers presets that are tried before those that come with Hawser
 * @param resolver finds the addresses of host names without a dot
 */
public record ConfigSources(
        @Nullable Path file,
        Path workingDirectory,
        Map<String, String> environment,
        Map<String, String> systemProperties,
        List<DatabaseOptions> databases,
        Map<String, Map<String, Object>> sections,
        @Nullable Profile profile,
        List<Provider> providers,
        NameResolver resolver) {

    public ConfigSources {
        environment = Map.copyOf(environment);
        systemProperties = Map.copyOf(systemProperties);
        databases = List.copyOf(databases);
        sections = Map.copyOf(sections);
        providers = List.copyOf(providers);
    }

    /** The environment, system properties and working directory of this process. */
    public static ConfigSources system() {
        Properties properties = System.getProperties();
        Map<String, String> texts = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name)));
        return new ConfigSources(
                null, Path.of(""), System.getenv(), texts, List.of(), Map.of(), null, List.of(), NameResolver.SYSTEM);
    }

    /** Nothing but what lies in a directory: no environment, no system properties. For tests, and for code that says everything itself. */
    public static ConfigSources in(Path workingDirectory) {
        return new ConfigSources(
                null, workingDirectory, Map.of(), Map.of(), List.of(), Map.of(), null, List.of(), NameResolver.SYSTEM);
    }

    /** These sources with a file to read. */
    public ConfigSources withFile(@Nullable Path file) {
        return new ConfigSources(
                file,
                workingDirectory,
                environment,
                systemProperties,
                databases,
                sections,
                profile,
                providers,
                resolver);
    }

    /** These sources with another environment. */
    public ConfigSources withEnvironment(Map<String, String> environment) {
        return new ConfigSources(
                file,
                workingDirectory,
                environment,
                systemProperties,
                databases,
                sections,
                profile,
                providers,
                resolver);
    }

    /** These sources with other system properties. */
    public ConfigSources withSystemProperties(Map<String, String> systemProperties) {
        return new ConfigSources(
                file,
                workingDirectory,
                environment,
                systemProperties,
                databases,
                sections,
                profile,
                providers,
                resolver);
    }

    /** These sources with options given in code. */
    public ConfigSources withDatabases(DatabaseOptions... databases) {
        return new ConfigSources(
                file,
                workingDirectory,
                environment,
                systemProperties,
                List.of(databases),
                sections,
                profile,
                providers,
                resolver);
    }

    /**
     * These sources with an option of the server given in code.
     *
     * @param value what {@link DatabaseOptions#set(String, Object)} takes
     */
    public ConfigSources withServer(ServerProperty property, Object value) {
        return withOption(ServerProperty.SECTION, property, value);
    }

    /**
     * These sources with an option of alerts given in code.
     *
     * @param value what {@link DatabaseOptions#set(String, Object)} takes; for {@link AlertProperty#RULES} a list of lines such as {@code rule=replica-lag threshold=10s}
     */
    public ConfigSources withAlerts(AlertProperty property, Object value) {
        return withOption(AlertProperty.SECTION, property, value);
    }

    private ConfigSources withOption(String section, Property property, Object value) {
        Map<String, Object> options = new LinkedHashMap<>(sections.getOrDefault(section, Map.of()));
        options.put(property.key(), DatabaseOptions.raw(value));
        Map<String, Map<String, Object>> all = new LinkedHashMap<>(sections);
        all.put(section, Collections.unmodifiableMap(options));
        return new ConfigSources(
                file, workingDirectory, environment, systemProperties, databases, all, profile, providers, resolver);
    }

    /** These sources with a profile given in code. */
    public ConfigSources withProfile(@Nullable Profile profile) {
        return new ConfigSources(
                file,
                workingDirectory,
                environment,
                systemProperties,
                databases,
                sections,
                profile,
                providers,
                resolver);
    }

    /** These sources with presets that are tried first. */
    public ConfigSources withProviders(Provider... providers) {
        return new ConfigSources(
                file,
                workingDirectory,
                environment,
                systemProperties,
                databases,
                sections,
                profile,
                List.of(providers),
                resolver);
    }

    /** These sources with another way to find addresses. */
    public ConfigSources withResolver(NameResolver resolver) {
        return new ConfigSources(
                file,
                workingDirectory,
                environment,
                systemProperties,
                databases,
                sections,
                profile,
                providers,
                resolver);
    }

    /** Without values: an environment is full of secrets. */
    @Override
    public String toString() {
        return "ConfigSources[file=" + file + ", workingDirectory=" + workingDirectory + ", databases=" + databases
                + "]";
    }
}
