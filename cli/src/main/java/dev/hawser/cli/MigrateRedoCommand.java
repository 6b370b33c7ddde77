package dev.hawser.cli;

import dev.hawser.migrations.Migrations;
import picocli.CommandLine.Command;

/** Undoes the last migration and applies it as it is now. */
@Command(name = "redo", description = "Undo the migration that was applied last, and apply it again as it is now.")
final class MigrateRedoCommand extends MigrationChange {

    @Override
    int run(Migrations migrations) {
        return print(migrations.redo());
    }
}
