package dev.hawser;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One backup of a database. Immutable.
 *
 * @param id its name in the catalogue
 * @param takenAt when it was begun
 * @param took how long it took
 * @param bytes how large it is as it is stored
 * @param encrypted whether it is
 * @param verifiedAt when it was last restored and found to be whole; null if it never was
 * @param problem what is known to be wrong with it; null if nothing is
 */
public record BackupSummary(
        String id,
        Instant takenAt,
        Duration took,
        long bytes,
        boolean encrypted,
        @Nullable Instant verifiedAt,
        @Nullable String problem) {

    /** Whether nothing is known to be wrong with it. Whether it was verified is another question. */
    public boolean good() {
        return problem == null;
    }
}
