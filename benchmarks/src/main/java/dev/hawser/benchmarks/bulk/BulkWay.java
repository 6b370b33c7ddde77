package dev.hawser.benchmarks.bulk;

import dev.hawser.benchmarks.results.Contender;

/** How the rows get there. */
enum BulkWay implements Contender {
    HAWSER("Hawser, bulkInsert", false),
    /** {@code addBatch} and {@code executeBatch} for each thousand, in one transaction, with the driver's defaults. */
    BATCH("plain JDBC batch", true),
    /** The same with what the driver offers to make it faster. */
    TUNED("batch, driver's option", true),
    /** The same without what the driver does by default to make it faster. */
    ROW_BY_ROW("batch, row by row", true),
    /** What an expert would write for this database. */
    BY_HAND("best by hand", true);

    private final String title;
    private final boolean peer;

    BulkWay(String title, boolean peer) {
        this.title = title;
        this.peer = peer;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public boolean isPeer() {
        return peer;
    }
}
