package dev.hawser.cli;

import dev.hawser.backups.Backups;
import dev.hawser.backups.StoredBackup;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds out whether a backup restores. */
@Command(
        name = "verify",
        description = {
            "Restore a backup into a scratch database, compare, and drop it again. The result is noted beside the backup.",
            "Exit code 1 if it is damaged, or not what was backed up."
        })
final class BackupVerifyCommand extends BackupsCommand {

    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            defaultValue = "latest",
            description = "The backup, or latest for the newest good one. Default: ${DEFAULT-VALUE}.")
    private String id = "latest";

    @Option(
            names = {"--from", "--to"},
            paramLabel = "DIR",
            description = "The directory of the backups. Default: backups.to.")
    private @Nullable Path from;

    @Override
    @Nullable
    Path directory() {
        return from;
    }

    @Override
    int run() {
        Backups backups = of(target(load()));
        StoredBackup backup = backups.find(id);
        return print(backup, backups.verify(backup.id()));
    }
}
