package dev.hawser.server;

import dev.hawser.BackupSummary;
import dev.hawser.Health.BackupHealth;
import dev.hawser.config.BackupsConfig;
import dev.hawser.server.backup.ScheduledBackups;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The backups of a database, the newest first. Immutable.
 *
 * @param configured whether it has any by configuration
 * @param schedule when the server takes one by itself; null for never
 * @param nextAt when it takes the next
 * @param runningSince since when it has been taking one; null if it is not
 * @param maxAgeMs how old the newest good one may be; null for any age
 * @param tooOld whether it is older, or there is none
 * @param failure why the last one that was to be taken was not; null if it was
 */
record BackupsJson(
        boolean configured,
        @Nullable String schedule,
        @Nullable Instant nextAt,
        @Nullable Instant runningSince,
        @Nullable Long maxAgeMs,
        boolean tooOld,
        @Nullable String failure,
        List<BackupJson> backups) {

    /** One backup. */
    record BackupJson(
            String id,
            Instant takenAt,
            long tookMs,
            long bytes,
            boolean encrypted,
            @Nullable Instant verifiedAt,
            @Nullable String problem) {

        static BackupJson of(BackupSummary backup) {
            return new BackupJson(
                    backup.id(),
                    backup.takenAt().truncatedTo(java.time.temporal.ChronoUnit.MILLIS),
                    backup.took().toMillis(),
                    backup.bytes(),
                    backup.encrypted(),
                    BackupHealthJson.truncated(backup.verifiedAt()),
                    backup.problem());
        }
    }

    static BackupsJson of(
            BackupsConfig config,
            List<BackupSummary> backups,
            ScheduledBackups.@Nullable State scheduled,
            @Nullable BackupHealth health) {
        return new BackupsJson(
                config.to() != null,
                scheduled == null ? null : scheduled.schedule().toString(),
                scheduled == null ? null : BackupHealthJson.truncated(scheduled.next()),
                scheduled == null ? null : BackupHealthJson.truncated(scheduled.runningSince()),
                BackupHealthJson.limit(config.oldest()),
                tooOld(config.oldest(), backups),
                health == null ? null : health.failure(),
                backups.stream().map(BackupJson::of).toList());
    }

    private static boolean tooOld(Duration maxAge, List<BackupSummary> backups) {
        Instant earliest = Instant.now().minus(maxAge);
        return !maxAge.isZero()
                && backups.stream()
                        .noneMatch(backup -> backup.good() && backup.takenAt().isAfter(earliest));
    }
}
