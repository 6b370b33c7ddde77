package dev.hawser.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What there is about migrations. */
@Command(
        name = "migrate",
        description = "Apply, undo and look at the migrations of a database.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            MigrateUpCommand.class,
            MigrateDownCommand.class,
            MigrateRedoCommand.class,
            MigrateStatusCommand.class,
            MigrateValidateCommand.class,
            MigrateDryRunCommand.class,
            MigrateProveCommand.class,
            MigrateRepairCommand.class,
            MigrateBaselineCommand.class,
            MigrateTagCommand.class,
            MigrateRestoreSnapshotCommand.class
        })
final class MigrateCommand implements Runnable {

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandLine.Model.CommandSpec spec;

    /** Without one of its commands there is nothing to do. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
    }
}
