package dev.hawser.cli;

import dev.hawser.migrations.Migrations;
import dev.hawser.migrations.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** Undoes what was applied. */
@Command(
        name = "down",
        description =
                "Undo what was applied, the last first, with the undo scripts that the history keeps. Default: the last one.")
final class MigrateDownCommand extends MigrationChange {

    @ArgGroup
    private MigrationTarget.@Nullable Down target;

    @Override
    int run(Migrations migrations) {
        Target until = usage(() -> MigrationTarget.of(target));
        return print(migrations.down(until));
    }
}
