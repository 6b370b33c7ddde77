package dev.hawser.backups;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What came of restoring a backup into a database of its own and comparing. Immutable.
 *
 * @param at when it ended
 * @param took how long reading, restoring and comparing took together
 * @param tables how many were compared
 * @param rows how many they have together
 * @param checksums of how many tables the values were compared, and not only the number of rows
 * @param problems what was found; none if the backup is known to restore
 */
public record Verification(Instant at, Duration took, int tables, long rows, int checksums, List<String> problems) {

    public Verification {
        problems = List.copyOf(problems);
    }

    static Verification damaged(String how) {
        return new Verification(
                Instant.now().truncatedTo(ChronoUnit.MILLIS), Duration.ZERO, 0, 0, 0, List.of("it is damaged: " + how));
    }

    /** Whether the backup is known to restore. */
    public boolean passed() {
        return problems.isEmpty();
    }
}
