package dev.hawser.cli;

import dev.hawser.DatabaseManager;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.ManagerConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.SetupFailedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that prints something about one configured database. */
abstract class DatabaseCommand extends HawserCommand {

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--database", paramLabel = "NAME", description = "The database. Default: the default one.")
    private @Nullable String database;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    boolean json() {
        return json;
    }

    @Nullable
    String givenName() {
        return database;
    }

    /** Whether a configuration is named. */
    boolean configured() {
        return config.named();
    }

    DatabaseManager.Builder builder() {
        return config.builder();
    }

    ManagerConfig load() {
        return config.builder().load();
    }

    /** The database that is meant. */
    DatabaseConfig target(ManagerConfig loaded) {
        String name = database;
        if (name == null) {
            return loaded.defaultDatabase()
                    .orElseThrow(() ->
                            usageError("no database is the default one; name one with --database: " + names(loaded)));
        }
        return named(loaded, name);
    }

    /** The database of this name. */
    DatabaseConfig named(ManagerConfig loaded, String name) {
        return loaded.databases().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> usageError(
                        "no database is named \"" + Redaction.of(name) + "\"; configured are " + names(loaded)));
    }

    private static String names(ManagerConfig loaded) {
        return String.join(
                ", ", loaded.databases().stream().map(DatabaseConfig::name).toList());
    }

    /** A manager of this database alone, so that others cannot hold it up; if it cannot be opened, the reason why {@code target} could not be set up. */
    DatabaseManager open(DatabaseConfig target) {
        try {
            return config.builder()
                    .only(target.name())
                    .withoutMigrationsAtStart()
                    .open();
        } catch (SetupFailedException failed) {
            DatabaseException cause = failed.causes().get(target.name());
            throw cause == null ? failed : cause;
        }
    }
}
