package dev.hawser.cli;

import dev.hawser.DatabaseManager;
import dev.hawser.backups.Backups;
import dev.hawser.backups.Manifest;
import dev.hawser.backups.StoredBackup;
import dev.hawser.backups.Verification;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.OpenDatabase;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes a backup; and its commands look after those that there are. */
@Command(
        name = "backup",
        description = {
            "Take a backup of a database, from a replica if there is one; or list, verify or prune those there are.",
            "It is compressed, encrypted if backups.key is set, and in the catalogue when it is whole."
        },
        subcommands = {BackupListCommand.class, BackupVerifyCommand.class, BackupPruneCommand.class})
final class BackupCommand extends BackupsCommand {

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "The directory of the backups, each database's in one of its own. Default: backups.to.")
    private @Nullable Path to;

    @Option(names = "--verify", description = "Restore it into a scratch database, and compare.")
    private boolean verify;

    @Override
    @Nullable
    Path directory() {
        return to;
    }

    @Override
    int run() {
        DatabaseConfig target = target(load());
        of(target).requireThere(); // to open it would make it
        try (DatabaseManager databases = open(target)) {
            OpenDatabase open = new OpenDatabase(target, databases.database(target.name()));
            Backups backups = with(Backups.builder(open));
            Manifest taken = backups.take();
            done();
            if (!verify) {
                print(taken);
                return taken.warning() == null ? ExitCode.FINE : ExitCode.FAILED;
            }
            output().note(text(taken, ""));
            Verification verification = backups.verify(taken.id());
            StoredBackup stored = backups.find(taken.id());
            if (json() && stored.manifest() != null) {
                done();
                output().json(json(stored.manifest()));
                return stored.isGood() ? ExitCode.FINE : ExitCode.FAILED;
            }
            int found = print(stored, verification);
            return stored.isGood() ? found : ExitCode.FAILED;
        }
    }

    private void print(Manifest taken) {
        if (json()) {
            output().json(json(taken));
        } else {
            output().line(text(taken, "; not verified"));
        }
    }

    private static String text(Manifest taken, String verified) {
        return "backed up " + taken.database() + " as " + taken.id() + ": "
                + ByteText.of(taken.plainBytes()) + ", " + ByteText.of(taken.storedBytes()) + " stored ("
                + taken.compression() + (taken.keyId() == null ? "" : ", encrypted with key " + taken.keyId())
                + "), from " + taken.host() + " with " + taken.tool() + " in " + ByteText.seconds(taken.took())
                + verified + (taken.warning() == null ? "" : "; but " + taken.warning());
    }
}
