package dev.hawser.migrations;

import dev.hawser.BackupSummary;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.MigrationBackup;
import dev.hawser.config.Profile;
import dev.hawser.spi.BackupService;
import dev.hawser.spi.OpenDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sees to it that there is a young backup before something is changed in production, if {@code migrations.backup} says so. */
final class FreshBackup {

    private final OpenDatabase open;
    private final @Nullable BackupService service;

    /** {@code service}: null if there is none. */
    FreshBackup(OpenDatabase open, @Nullable BackupService service) {
        this.open = open;
        this.service = service;
    }

    /** Blocks while a backup is taken. */
    void see() {
        DatabaseConfig config = open.config();
        MigrationBackup wanted = config.migrations().backup();
        if (config.profile() != Profile.PRODUCTION || wanted == MigrationBackup.OFF) {
            return;
        }
        if (service == null) {
            throw refused(
                    "migrations.backup is " + wanted + " and nothing takes backups; add dev.hawser:hawser-backups");
        }
        Optional<BackupSummary> youngest = service.list(open).stream()
                .filter(BackupSummary::good)
                .max(Comparator.comparing(BackupSummary::takenAt));
        Duration most = config.migrations().backupMaxAge();
        if (youngest.isPresent()
                && youngest.get().takenAt().isAfter(Instant.now().minus(most))) {
            return;
        }
        if (wanted == MigrationBackup.REQUIRE) {
            throw refused("migrations.backup is require, and "
                    + youngest.map(last -> "the last good backup is of " + last.takenAt() + ", older than "
                                    + most.toMinutes() + " minutes")
                            .orElse("there is no good backup")
                    + "; take one with hawser backup");
        }
        BackupSummary taken = service.take(open);
        if (taken.problem() != null) {
            throw refused("the backup " + taken.id() + " was taken, and is not good: " + taken.problem());
        }
    }

    private MigrationException refused(String why) {
        return new MigrationException(open.config().name() + ": " + why + ". Nothing was changed", null);
    }
}
