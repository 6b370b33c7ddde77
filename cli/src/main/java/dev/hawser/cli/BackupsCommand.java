package dev.hawser.cli;

import dev.hawser.backups.Backups;
import dev.hawser.backups.Manifest;
import dev.hawser.backups.StoredBackup;
import dev.hawser.backups.TableContent;
import dev.hawser.backups.Verification;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.DatabaseException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A command about the backups of one database. Ctrl-C ends it, and leaves no half of anything behind. */
abstract class BackupsCommand extends DatabaseCommand {

    private @Nullable BackupProgress progress;

    /** What a backup is, for programs. {@code tables}: rows by table; null if they were not counted. */
    record BackupJson(
            String id,
            String database,
            String databaseType,
            String serverVersion,
            String tool,
            String compression,
            @Nullable String keyId,
            long plainBytes,
            long storedBytes,
            String sha256,
            Instant startedAt,
            double tookMs,
            String host,
            String role,
            @Nullable String position,
            @Nullable Map<String, Long> tables,
            @Nullable String warning,
            boolean verified,
            @Nullable VerificationJson verification) {}

    record VerificationJson(
            Instant at, double tookMs, boolean passed, int tables, long rows, int checksums, List<String> problems) {}

    @Override
    public final Integer call() {
        try (StopSignal stop = StopSignal.interruptingThisThread()) {
            try {
                return run();
            } catch (DatabaseException failed) {
                done();
                if (!stop.isTold()) {
                    throw failed;
                }
                // Now, as the process ends with the signal.
                spec.commandLine().getErr().println("hawser: " + failed.description());
                spec.commandLine().getErr().flush();
                return ExitCode.FAILED;
            }
        }
    }

    /** Returns the exit code. */
    abstract int run();

    /** The directory that was given; null for the configured one. */
    abstract @Nullable Path directory();

    /** With what was given on the command line. */
    final Backups with(Backups.Builder builder) {
        BackupProgress shown = new BackupProgress(output().progress());
        progress = shown;
        Path given = directory();
        return (given == null ? builder : builder.to(given)).listener(shown).build();
    }

    /** Of a database that need not be open. */
    final Backups of(DatabaseConfig target) {
        return with(Backups.builder(target));
    }

    /** Ends the line of the progress, before a result is printed. */
    final void done() {
        if (progress != null) {
            progress.end();
        }
    }

    static BackupJson json(Manifest manifest) {
        Map<String, Long> tables = new TreeMap<>();
        for (Map.Entry<String, TableContent> table :
                manifest.contents().tables().entrySet()) {
            tables.put(table.getKey(), table.getValue().rows());
        }
        return new BackupJson(
                manifest.id(),
                manifest.database(),
                manifest.engine(),
                manifest.serverVersion(),
                manifest.tool().toString(),
                manifest.compression().toString(),
                manifest.keyId(),
                manifest.plainBytes(),
                manifest.storedBytes(),
                manifest.sha256(),
                manifest.startedAt(),
                milliseconds(manifest.took()),
                manifest.host(),
                manifest.role().name().toLowerCase(Locale.ROOT),
                manifest.position() == null ? null : manifest.position().toString(),
                tables.isEmpty() ? null : tables,
                manifest.warning(),
                manifest.isVerified(),
                manifest.verification() == null ? null : json(manifest.verification()));
    }

    static VerificationJson json(Verification verification) {
        return new VerificationJson(
                verification.at(),
                milliseconds(verification.took()),
                verification.passed(),
                verification.tables(),
                verification.rows(),
                verification.checksums(),
                verification.problems());
    }

    private static double milliseconds(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    /** Tells what a verification has found; returns the exit code. */
    final int print(StoredBackup backup, Verification verification) {
        done();
        if (json()) {
            output().json(verified(backup, verification));
        } else if (verification.passed()) {
            output().line("verified " + backup.id() + ": restored, " + verification.tables() + " tables with "
                    + verification.rows() + " rows are what was backed up (the values of " + verification.checksums()
                    + " compared), in " + ByteText.seconds(verification.took()));
        } else {
            output().line("not what was backed up: " + backup.id());
            verification.problems().forEach(problem -> output().line("  " + Table.printable(problem)));
        }
        return verification.passed() ? ExitCode.FINE : ExitCode.FAILED;
    }

    record VerifiedJson(String id, VerificationJson verification) {}

    private static VerifiedJson verified(StoredBackup backup, Verification verification) {
        return new VerifiedJson(backup.id(), json(verification));
    }
}
