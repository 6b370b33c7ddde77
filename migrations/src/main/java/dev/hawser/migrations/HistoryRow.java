package dev.hawser.migrations;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the history. Immutable. The text that undoes it and the checksums of its statements are kept beside it: {@link History#details}.
 *
 * @param rank its place in the order of applying, from 1
 * @param version null for a repeatable one
 * @param script its file or its class
 * @param checksum null if nothing is compared with it any more: a baseline, or a file that {@code repair} gave up
 * @param undoChecksum null if nothing undid it when it was applied
 * @param batch which run applied it, from 1
 * @param tags names given to the schema as it was behind it, with spaces between them; null if there are none
 * @param appliedBy the user of the database, and who ran it where
 * @param took how long it ran
 * @param reached how many of its statements are done, or, while it is being undone, of those that undo it
 * @param statements how many statements it has, or those that undo it have
 * @param intent what is known of the statement under way that commits by itself; null if there is none
 */
record HistoryRow(
        int rank,
        @Nullable MigrationVersion version,
        String description,
        MigrationType type,
        String script,
        @Nullable String checksum,
        @Nullable String undoChecksum,
        int batch,
        @Nullable String tags,
        String appliedBy,
        Instant appliedAt,
        Duration took,
        MigrationState state,
        int reached,
        int statements,
        @Nullable String intent) {

    /** Its version, or for a repeatable one its description. */
    String name() {
        return version == null ? description : "version " + version;
    }

    HistoryRow with(MigrationState now, int reached, int statements, @Nullable String intent, Duration took) {
        return copy(checksum, undoChecksum, tags, appliedAt, took, now, reached, statements, intent);
    }

    HistoryRow reached(int done, @Nullable String underWay) {
        return with(state, done, statements, underWay, took);
    }

    HistoryRow withTags(@Nullable String names) {
        return copy(checksum, undoChecksum, names, appliedAt, took, state, reached, statements, intent);
    }

    HistoryRow withChecksums(@Nullable String up, @Nullable String undo) {
        return copy(up, undo, tags, appliedAt, took, state, reached, statements, intent);
    }

    HistoryRow appliedAt(Instant time) {
        return copy(checksum, undoChecksum, tags, time, took, state, reached, statements, intent);
    }

    /** Everything that may change; the rest says which migration it is. */
    private HistoryRow copy(
            @Nullable String checksum,
            @Nullable String undoChecksum,
            @Nullable String tags,
            Instant appliedAt,
            Duration took,
            MigrationState state,
            int reached,
            int statements,
            @Nullable String intent) {
        return new HistoryRow(
                rank,
                version,
                description,
                type,
                script,
                checksum,
                undoChecksum,
                batch,
                tags,
                appliedBy,
                appliedAt,
                took,
                state,
                reached,
                statements,
                intent);
    }

    HistoryRow failed() {
        return with(MigrationState.FAILED, reached, statements, intent, took);
    }

    List<String> tagList() {
        return tags == null || tags.isEmpty() ? List.of() : List.of(tags.split(" "));
    }
}
