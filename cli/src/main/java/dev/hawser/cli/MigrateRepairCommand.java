package dev.hawser.cli;

import dev.hawser.migrations.Interrupted;
import dev.hawser.migrations.Migrations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings the history in line with the files, or with what somebody has found out. */
@Command(
        name = "repair",
        description = {
            "Take the files as they are for what was applied: their checksums and undo scripts are noted, and what has no file",
            "any more is given up. Changes nothing but the history."
        })
final class MigrateRepairCommand extends MigrationChange {

    @Option(
            names = "--interrupted",
            paramLabel = "STATE",
            description = {
                "Instead, say how it stands with the migration that was interrupted, where nobody can tell from outside:",
                "${COMPLETION-CANDIDATES}."
            })
    private @Nullable Interrupted interrupted;

    @Override
    int run(Migrations migrations) {
        return print(interrupted == null ? migrations.repair() : migrations.repair(interrupted));
    }
}
