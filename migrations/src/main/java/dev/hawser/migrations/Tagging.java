package dev.hawser.migrations;

import java.util.List;

/** Gives the newest migration that is applied a name. The same name again is fine where it is. */
record Tagging(String database, String tag) {

    /**
     * Refuses a name that is another's, and one for nothing. Changes nothing.
     *
     * @param moves whether another migration will be the newest by then
     */
    void requireFree(Outlook outlook, boolean moves) {
        List<HistoryRow> applied = outlook.applied();
        for (HistoryRow row : applied) {
            if (row.tagList().contains(tag) && (moves || row != applied.get(0))) {
                throw refused(": the tag " + tag + " is the name of " + row.name() + " already; choose another");
            }
        }
        if (applied.isEmpty() && !moves) {
            throw refused(": nothing is applied that could get a tag");
        }
    }

    /** Gives it. */
    void give(MigrationSession session, Outlook outlook) {
        HistoryRow half = outlook.half();
        if (half != null) {
            throw refused(": " + half.name() + " is half there; finish it first");
        }
        requireFree(outlook, false);
        HistoryRow last = outlook.applied().get(0);
        if (!last.tagList().contains(tag)) {
            session.history().update(last.withTags(last.tags() == null ? tag : last.tags() + " " + tag));
        }
    }

    private MigrationException refused(String why) {
        return new MigrationException(database + why + ". Nothing was changed", null);
    }
}
