package dev.hawser.server;

import dev.hawser.Health.BackupHealth;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** How the backups of a database are, as JSON shows it. Immutable. */
public record BackupHealthJson(
        @Nullable Instant lastGoodAt,
        @Nullable Long ageMs,
        @Nullable Instant verifiedAt,
        @Nullable Long maxAgeMs,
        boolean tooOld,
        @Nullable String failure) {

    static @Nullable BackupHealthJson of(@Nullable BackupHealth backup) {
        return backup == null
                ? null
                : new BackupHealthJson(
                        truncated(backup.lastGoodAt()),
                        backup.age() == null ? null : Math.max(0, backup.age().toMillis()),
                        truncated(backup.verifiedAt()),
                        limit(backup.maxAge()),
                        backup.tooOld(),
                        backup.failure());
    }

    /** Null for any age. */
    static @Nullable Long limit(Duration maxAge) {
        return maxAge.isZero() ? null : (Long) maxAge.toMillis();
    }

    static @Nullable Instant truncated(@Nullable Instant moment) {
        return moment == null ? null : moment.truncatedTo(ChronoUnit.MILLIS);
    }
}
