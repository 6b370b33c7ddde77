package dev.hawser.cli;

import dev.hawser.migrations.Migrations;
import picocli.CommandLine.Command;

/** Puts an MS Access file back. */
@Command(
        name = "restore-snapshot",
        description = {
            "MS Access: put the file back as it was before the last run that changed it. What was written since is lost, so it",
            "asks for --yes everywhere."
        })
final class MigrateRestoreSnapshotCommand extends MigrationChange {

    @Override
    int run(Migrations migrations) {
        return print(migrations.restoreSnapshot());
    }
}
