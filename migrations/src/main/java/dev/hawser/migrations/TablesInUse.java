package dev.hawser.migrations;

import org.jspecify.annotations.Nullable;

/** What advice asks of the database that will be migrated. */
interface TablesInUse {

    /**
     * How big a table is.
     *
     * @param rows as the server estimates; negative if it does not know
     * @param bytes with its indexes; negative if nobody knows
     */
    record Size(long rows, long bytes) {

        /** Above either, what is done to every row takes long enough to be noticed. */
        static final Size BIG = new Size(100_000, 100L << 20);

        boolean isAtLeast(Size other) {
            return rows >= other.rows || bytes >= other.bytes;
        }

        @Override
        public String toString() {
            String size = bytes < 0 ? "" : String.format("%,d MiB", bytes >> 20);
            String count = rows < 0 ? "" : String.format("about %,d rows", rows);
            return size + (size.isEmpty() || count.isEmpty() ? "" : ", ") + count;
        }
    }

    /** The size of a table, or of the table that has an index of this name. Null if there is none. */
    @Nullable
    Size size(String name);

    /** The type of a column, in lower case and without spaces; null if there is none. */
    @Nullable
    String type(String table, String column);

    /** Whether a constraint that was checked says that no value of the column is null. */
    boolean isCheckedNotNull(String table, String column);
}
