package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.SetupReport;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.ManagerConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The databases of a manager and how setting them up went, as JSON shows it. Immutable. */
public record DatabasesJson(List<Entry> databases, int totalConfigured, int successfulSetups, int failedSetups) {

    /** One database. {@code available}: whether it is set up by now. */
    public record Entry(
            String name,
            String databaseType,
            boolean isDefault,
            boolean critical,
            boolean readonly,
            boolean available) {}

    /** What JSON shows of {@code manager}. Does not block. */
    public static DatabasesJson of(DatabaseManager manager) {
        ManagerConfig config = manager.config();
        SetupReport setup = manager.stats();
        String defaultName = config.defaultDatabase().map(DatabaseConfig::name).orElse(null);
        return new DatabasesJson(
                config.databases().stream()
                        .map(database -> entry(database, defaultName, setup))
                        .toList(),
                setup.totalConfigured(),
                setup.successfulSetups(),
                setup.failedSetups());
    }

    private static Entry entry(DatabaseConfig database, @Nullable String defaultName, SetupReport setup) {
        return new Entry(
                database.name(),
                database.engine(),
                database.name().equals(defaultName),
                database.critical(),
                database.readonly(),
                setup.availableDatabases().contains(database.name()));
    }
}
