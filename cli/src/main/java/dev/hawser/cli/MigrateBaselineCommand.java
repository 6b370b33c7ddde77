package dev.hawser.cli;

import dev.hawser.migrations.MigrationVersion;
import dev.hawser.migrations.Migrations;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins with a database that has something already. */
@Command(
        name = "baseline",
        description = "Note that everything up to a version was there before, or take over what Flyway has applied.")
final class MigrateBaselineCommand extends MigrationChange {

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Origin origin;

    static final class Origin {

        @Parameters(paramLabel = "VERSION", description = "The version that the database has.")
        private @Nullable String version;

        @Option(
                names = "--from-flyway",
                paramLabel = "TABLE",
                arity = "0..1",
                fallbackValue = "flyway_schema_history",
                description = {
                    "Take over what Flyway has applied, as its table says. Default: ${FALLBACK-VALUE}.",
                })
        private @Nullable String flyway;
    }

    @Option(
            names = "--description",
            paramLabel = "TEXT",
            defaultValue = "baseline",
            description = "What the history calls it. Default: ${DEFAULT-VALUE}.")
    private String description = "baseline";

    @Override
    int run(Migrations migrations) {
        if (origin.flyway != null) {
            return print(migrations.baselineFromFlyway(origin.flyway));
        }
        MigrationVersion version = usage(() -> MigrationVersion.of(String.valueOf(origin.version)));
        migrations.baseline(version.toString(), description);
        return print(List.of("everything up to version " + version + " was there before"));
    }
}
