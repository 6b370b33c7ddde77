package dev.hawser.cli;

import dev.hawser.DatabaseManager;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.Profile;
import dev.hawser.error.DatabaseException;
import dev.hawser.migrations.MigrationException;
import dev.hawser.migrations.MigrationListener;
import dev.hawser.migrations.Migrations;
import dev.hawser.migrations.MigrationsBuilder;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** A command about the migrations of one database. Ctrl-C cancels the statement under way, and rolls back what can be. */
abstract class MigrationCommand extends DatabaseCommand {

    @Option(
            names = "--locations",
            paramLabel = "DIR",
            split = ",",
            description = {
                "Where migrations are: directories, or classpath:directory; one or more.",
                "Default: migrations.locations, else db/migration."
            })
    private List<String> locations = List.of();

    @Override
    public Integer call() {
        DatabaseConfig target = target(load());
        requireConfirmed(target);
        try (StopSignal stop = StopSignal.interruptingThisThread()) {
            try {
                return migrate(target);
            } catch (MigrationException | DatabaseException failed) {
                if (!stop.isTold()) {
                    throw failed;
                }
                // Now, as the process ends with the signal.
                stopped();
                spec.commandLine().getErr().println("hawser: stopped: " + failed.getMessage());
                spec.commandLine().getErr().flush();
                return ExitCode.FAILED;
            }
        }
    }

    private int migrate(DatabaseConfig target) {
        try (DatabaseManager databases = open(target)) {
            MigrationsBuilder builder = Migrations.builder(databases, target.name());
            if (!locations.isEmpty()) {
                builder.locations(locations.toArray(String[]::new));
            }
            return run(prepared(builder));
        }
    }

    private void requireConfirmed(DatabaseConfig target) {
        if (changes() && !confirmed() && target.profile() == Profile.PRODUCTION) {
            throw usageError(target.name() + " is in production, where a change is confirmed with --yes; what would be"
                    + " done is told by: hawser migrate dry-run");
        }
    }

    /** Tells what was done by the time that the process was told to stop. */
    void stopped() {}

    /** Whether it changes something, and so has to be confirmed in production. */
    abstract boolean changes();

    /** Whether it was confirmed. */
    boolean confirmed() {
        return false;
    }

    /** The migrations with what else is said. */
    Migrations prepared(MigrationsBuilder builder) {
        return (confirmed() ? builder.confirmed() : builder)
                .listener(listener())
                .build();
    }

    MigrationListener listener() {
        return MigrationListener.NONE;
    }

    /** A value that was given, or that it is wrong. */
    final <T> T usage(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException wrong) {
            throw usageError(String.valueOf(wrong.getMessage()));
        }
    }

    /** Returns the exit code. */
    abstract int run(Migrations migrations);
}
