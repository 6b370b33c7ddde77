package dev.hawser.migrations;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is applied, and what is not. Immutable.
 *
 * @param entries the versioned migrations in order, then the repeatable ones
 */
public record MigrationStatus(List<Entry> entries) {

    /**
     * One migration.
     *
     * @param version null for a repeatable one
     * @param script its file or its class
     * @param undoable whether it can be undone with what the history keeps or the files have
     * @param fileMissing whether it is in the history alone
     * @param edited whether it is not what was applied any more
     * @param appliedAt null if it is pending
     * @param appliedBy null if it is pending
     * @param batch which run applied it; 0 if it is pending
     * @param tags names of the schema as it was behind it
     * @param reached how many of its statements are done, or undone
     * @param statements how many it has, as far as that is known
     */
    public record Entry(
            @Nullable MigrationVersion version,
            String description,
            MigrationType type,
            String script,
            MigrationState state,
            boolean undoable,
            boolean fileMissing,
            boolean edited,
            @Nullable Instant appliedAt,
            @Nullable String appliedBy,
            Duration took,
            int batch,
            List<String> tags,
            int reached,
            int statements) {

        public Entry {
            tags = List.copyOf(tags);
        }
    }

    public MigrationStatus {
        entries = List.copyOf(entries);
    }

    /** The highest version that is applied, wholly. */
    public Optional<MigrationVersion> current() {
        return entries.stream()
                .filter(entry -> entry.state() == MigrationState.APPLIED)
                .map(Entry::version)
                .filter(version -> version != null)
                .max(MigrationVersion::compareTo);
    }

    /** What a run to the latest version would apply. */
    public List<Entry> pending() {
        return entries.stream()
                .filter(entry -> entry.state() == MigrationState.PENDING
                        || entry.state() == MigrationState.APPLYING
                        || entry.state() == MigrationState.FAILED)
                .toList();
    }
}
