package dev.hawser.migrations;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where is kept what was applied: a table, or a collection. For the thread of its {@link MigrationSession}. Its failures are {@link MigrationException}s. */
interface History {

    /**
     * What is kept of an entry and seldom asked for.
     *
     * @param undoText null if nothing undid it
     * @param partChecksums a short one for each statement, in order, with spaces between them; null if it has none
     */
    record Details(@Nullable String undoText, @Nullable String partChecksums) {}

    /** Everything, by rank; nothing if it was never made. Makes nothing. */
    List<HistoryRow> rows();

    /** What is kept of the entry of this rank. */
    Details details(int rank);

    /** Makes it, if it is not there. */
    void create();

    /** An entry, and what is kept beside it. */
    record Entry(HistoryRow row, Details details) {}

    /** Adds an entry. */
    void insert(HistoryRow row, Details details);

    /** Adds entries: all of them or none, where the database can promise that. */
    default void insertAll(List<Entry> entries) {
        entries.forEach(entry -> insert(entry.row(), entry.details()));
    }

    /** Changes the entry of the same rank. */
    void update(HistoryRow row);

    /** Changes the entry of the same rank, and what is kept of it. */
    void update(HistoryRow row, Details details);
}
