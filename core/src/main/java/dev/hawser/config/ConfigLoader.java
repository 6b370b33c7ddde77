package dev.hawser.config;

import dev.hawser.error.ConfigurationException;
import dev.hawser.spi.Engine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration. From weak to strong: the engine's defaults, the provider's preset, the profile, the file, code, {@code .env}, system
 * properties, and the environment. Everything that is wrong is reported at once. Thread-safe.
 */
public final class ConfigLoader {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigLoader.class);

    private static final String ACCESS = "access";

    private final ConfigSources sources;
    private final InstalledEngines engines;

    /** @param engines the engines that are installed */
    public ConfigLoader(ConfigSources sources, Collection<Engine> engines) {
        this.sources = sources;
        this.engines = new InstalledEngines(engines);
    }

    /**
     * Reads and checks everything. It reads files, and may ask for the addresses of host names without a dot; it connects to no database.
     *
     * @throws ConfigurationException with every problem; an {@link dev.hawser.error.UnknownDatabaseTypeException} if all are engines that are not
     *     installed
     */
    public ManagerConfig load() {
        Problems problems = new Problems();
        SourceReader reader = new SourceReader(sources, engines, problems);
        List<Draft> drafts = reader.read();
        Draft defaultDraft = reader.defaultDraft();
        Surroundings around = new Surroundings(
                engines,
                reader.profile(),
                sources.providers(),
                new Locality(sources.resolver()),
                reader.placeholders(),
                problems);
        List<DatabaseConfig> databases = new ArrayList<>();
        for (Draft draft : drafts) {
            if (draft.isUnreadable()) {
                continue;
            }
            DatabaseConfig database = new Assembly(draft, draft == defaultDraft, around).run();
            if (database != null) {
                databases.add(database);
            }
        }
        ServerConfig server =
                ServerAssembly.config(reader.server().settings(reader.placeholders(), problems), problems);
        Set<String> names = drafts.stream().map(Draft::name).collect(Collectors.toCollection(LinkedHashSet::new));
        AlertsConfig alerts =
                AlertsAssembly.config(reader.alerts().settings(reader.placeholders(), problems), names, problems);
        problems.throwIfAny();
        databases.forEach(ConfigLoader::warn);
        return new ManagerConfig(
                reader.profile(),
                databases,
                Objects.requireNonNull(server),
                Objects.requireNonNull(alerts),
                reader.description());
    }

    private static void warn(DatabaseConfig database) {
        if (database.engine().equals(ACCESS) && database.profile() == Profile.PRODUCTION) {
            LOG.warn("{}: MS Access is not recommended in production", database.name());
        }
    }
}
