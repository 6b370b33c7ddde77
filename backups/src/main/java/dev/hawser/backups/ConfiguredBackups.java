package dev.hawser.backups;

import dev.hawser.BackupSummary;
import dev.hawser.spi.BackupService;
import dev.hawser.spi.OpenDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Backups as {@code backups.…} configures them, for {@link java.util.ServiceLoader}. Thread-safe. */
public final class ConfiguredBackups implements BackupService {

    /** For {@link java.util.ServiceLoader}. */
    public ConfiguredBackups() {}

    @Override
    public List<BackupSummary> list(OpenDatabase database) {
        return backups(database).list().stream().map(ConfiguredBackups::summary).toList();
    }

    @Override
    public BackupSummary take(OpenDatabase database) {
        Manifest taken = backups(database).take();
        return summary(taken, taken.warning());
    }

    @Override
    public BackupSummary verify(OpenDatabase database, String id) {
        Backups backups = backups(database);
        String found = backups.find(id).id(); // which is the latest may be another one afterwards
        Verification verification = backups.verify(found);
        BackupSummary summary = summary(backups.find(found));
        if (!verification.passed()) {
            throw backups.differs(found, verification);
        }
        return summary;
    }

    @Override
    public void prune(OpenDatabase database) {
        backups(database).prune();
    }

    private static Backups backups(OpenDatabase database) {
        return Backups.builder(database).build();
    }

    private static BackupSummary summary(StoredBackup backup) {
        Manifest manifest = backup.manifest();
        return manifest == null
                ? new BackupSummary(
                        backup.id(), backup.startedAt(), Duration.ZERO, size(backup), false, null, backup.problem())
                : summary(manifest, backup.problem());
    }

    private static BackupSummary summary(Manifest manifest, @Nullable String problem) {
        Verification verification = manifest.verification();
        Instant verifiedAt = verification != null && verification.passed() ? verification.at() : null;
        return new BackupSummary(
                manifest.id(),
                manifest.startedAt(),
                manifest.took(),
                manifest.storedBytes(),
                manifest.keyId() != null,
                verifiedAt,
                problem);
    }

    private static long size(StoredBackup backup) {
        try {
            return Files.size(backup.payload());
        } catch (IOException gone) {
            return 0;
        }
    }
}
