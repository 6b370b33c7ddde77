package dev.hawser.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a database is backed up. Immutable.
 *
 * @param to the directory of the catalogue; null for none: there are then no backups
 * @param serverDirectory where a server that writes its backups itself puts them, and this process finds them under the same path; null for none
 * @param key 32 bytes in base64, with which backups are encrypted; null if they are not
 * @param compression how they are made smaller
 * @param jobs how many tables the engine's tool may dump side by side, where it can
 * @param retention how many are kept
 * @param schedule when a server takes one by itself; null for never
 * @param verify whether those are verified by restoring them
 * @param maxAge how old the newest good one may be before the database's health is degraded; zero for {@link #oldest()}
 */
public record BackupsConfig(
        @Nullable Path to,
        @Nullable Path serverDirectory,
        @Nullable Secret key,
        BackupCompression compression,
        int jobs,
        Retention retention,
        @Nullable BackupSchedule schedule,
        boolean verify,
        Duration maxAge) {

    /** How old the newest good one may be: {@code maxAge}, or twice the period of the schedule, if there is one and nothing is said; zero for no limit. */
    public Duration oldest() {
        return maxAge.isZero() && schedule != null ? schedule.period().multipliedBy(2) : maxAge;
    }

    /**
     * How many backups are kept: each of these keeps some, and what none keeps goes. Immutable.
     *
     * @param last the newest
     * @param daily days of each of which the newest is kept
     * @param weekly weeks of each of which the newest is kept
     * @param monthly months of each of which the newest is kept
     */
    public record Retention(int last, int daily, int weekly, int monthly) {}
}
