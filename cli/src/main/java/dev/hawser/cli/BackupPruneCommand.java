package dev.hawser.cli;

import dev.hawser.backups.StoredBackup;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes old backups. */
@Command(
        name = "prune",
        description = {
            "Remove the backups of a database that backups.keep-last, -daily, -weekly and -monthly do not keep.",
            "The newest good one is always kept, and so is the newest that was verified."
        })
final class BackupPruneCommand extends BackupsCommand {

    @Option(
            names = {"--from", "--to"},
            paramLabel = "DIR",
            description = "The directory of the backups. Default: backups.to.")
    private @Nullable Path from;

    record PrunedJson(List<String> removed) {}

    @Override
    @Nullable
    Path directory() {
        return from;
    }

    @Override
    int run() {
        List<String> removed =
                of(target(load())).prune().stream().map(StoredBackup::id).toList();
        if (json()) {
            output().json(new PrunedJson(removed));
        } else if (removed.isEmpty()) {
            output().note("nothing to remove");
        } else {
            removed.forEach(id -> output().line("removed " + id));
        }
        return ExitCode.FINE;
    }
}
