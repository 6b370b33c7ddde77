package dev.hawser.cli;

import dev.hawser.DatabaseManager;
import dev.hawser.backups.Backups;
import dev.hawser.backups.Manifest;
import dev.hawser.backups.RestoreOptions;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.ManagerConfig;
import dev.hawser.config.Profile;
import dev.hawser.spi.OpenDatabase;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a backup into a database. */
@Command(
        name = "restore",
        description = {
            "Restore a backup, after every stored byte of it was checked. A database that holds anything is refused without --force.",
            "In production it is confirmed with --yes."
        })
final class RestoreCommand extends BackupsCommand {

    @Parameters(paramLabel = "ID", description = "The backup, or latest for the newest good one.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String id;

    @Option(names = "--from", paramLabel = "DIR", description = "The directory of the backups. Default: backups.to.")
    private @Nullable Path from;

    @Option(
            names = "--target",
            paramLabel = "DATABASE",
            description = "The configured database to restore into. Default: the one that the backup is of.")
    private @Nullable String targetName;

    @Option(names = "--force", description = "Replace what is in the database.")
    private boolean force;

    @Option(names = "--yes", description = "Confirm it, which production asks for.")
    private boolean yes;

    record RestoredJson(String id, String into, long tables, long rows) {}

    @Override
    @Nullable
    Path directory() {
        return from;
    }

    @Override
    int run() {
        ManagerConfig loaded = load();
        DatabaseConfig source = target(loaded);
        DatabaseConfig into = targetName == null ? source : named(loaded, targetName);
        if (!yes && into.profile() == Profile.PRODUCTION) {
            throw usageError(into.name() + " is in production, where a restore is confirmed with --yes");
        }
        Backups backups = of(source);
        String found = backups.find(id).id(); // an unknown one is told before anything is opened, or made
        try (DatabaseManager databases = open(into)) {
            OpenDatabase open = new OpenDatabase(into, databases.database(into.name()));
            Manifest restored = backups.restore(found, new RestoreOptions(open, force));
            done();
            print(restored, into);
        }
        return ExitCode.FINE;
    }

    private void print(Manifest restored, DatabaseConfig into) {
        int tables = restored.contents().tables().size();
        long rows = restored.contents().rows();
        if (json()) {
            output().json(new RestoredJson(restored.id(), into.name(), tables, rows));
        } else {
            output().line("restored " + restored.id() + " into " + into + ": "
                    + ByteText.of(restored.plainBytes())
                    + (tables == 0 ? "" : ", " + tables + " tables with " + rows + " rows"));
        }
    }
}
