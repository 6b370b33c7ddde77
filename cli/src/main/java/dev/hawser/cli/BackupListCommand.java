package dev.hawser.cli;

import dev.hawser.backups.Manifest;
import dev.hawser.backups.StoredBackup;
import dev.hawser.backups.Verification;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the backups. */
@Command(
        name = "list",
        description =
                "List the backups of a database, the newest first, and what is known of each. The database need not work.")
final class BackupListCommand extends BackupsCommand {

    @Option(
            names = {"--from", "--to"},
            paramLabel = "DIR",
            description = "The directory of the backups. Default: backups.to.")
    private @Nullable Path from;

    /** {@code backup}: null if its manifest cannot be read. */
    record StoredJson(
            String id,
            Instant startedAt,
            boolean good,
            @Nullable String problem,
            @Nullable BackupJson backup) {}

    record ListJson(List<StoredJson> backups) {}

    @Override
    @Nullable
    Path directory() {
        return from;
    }

    @Override
    int run() {
        List<StoredBackup> all = of(target(load())).list();
        if (json()) {
            output().json(new ListJson(
                    all.stream().map(BackupListCommand::stored).toList()));
        } else if (all.isEmpty()) {
            output().note("there are none");
        } else {
            output().table(
                            List.of("id", "size", "key", "verified", "tables", "rows", "problem"),
                            all.stream().map(BackupListCommand::row).toList());
        }
        return ExitCode.FINE;
    }

    private static StoredJson stored(StoredBackup backup) {
        Manifest manifest = backup.manifest();
        return new StoredJson(
                backup.id(),
                backup.startedAt(),
                backup.isGood(),
                backup.problem(),
                manifest == null ? null : json(manifest));
    }

    private static List<String> row(StoredBackup backup) {
        Manifest manifest = backup.manifest();
        String problem = backup.problem() == null ? "" : backup.problem();
        if (manifest == null) {
            return List.of(backup.id(), "", "", "", "", "", problem);
        }
        Verification verification = manifest.verification();
        return List.of(
                backup.id(),
                ByteText.of(manifest.storedBytes()),
                manifest.keyId() == null ? "not encrypted" : manifest.keyId(),
                verification == null
                        ? "not verified"
                        : verification.passed() ? verification.at().toString() : "FAILED",
                String.valueOf(manifest.contents().tables().size()),
                String.valueOf(manifest.contents().rows()),
                problem);
    }
}
