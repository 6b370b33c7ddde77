package dev.hawser.backups;

/**
 * Adds the rows of a stream up to a {@link TableContent} that does not depend on their order. It is given them in pieces, as they pass. It finds what was lost or changed by accident;
 * against those who mean harm backups are sealed. For one thread.
 *
 * <p>{@link TableChecksum} does the same for rows that JDBC has read, with another sum. Both sums are in manifests (MySQL's and MariaDB's are of these, MS Access's of those): where
 * either became another one, good backups would fail their verification.
 */
final class RowChecksum {

    // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, and the finalizer of MurmurHash3: without it, sums of similar
    // rows would cancel each other out.
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private long rows;
    private long sum;
    private long row = BASIS;

    /** Goes on with the present row. */
    void add(byte[] bytes, int from, int to) {
        long hash = row;
        for (int i = from; i < to; i++) {
            hash = (hash ^ (bytes[i] & 0xFF)) * PRIME;
        }
        row = hash;
    }

    /** The present row is complete. */
    void endRow() {
        rows++;
        sum += mixed(row);
        row = BASIS;
    }

    /** The present row was none. */
    void dropRow() {
        row = BASIS;
    }

    private static long mixed(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    TableContent content() {
        return new TableContent(rows, String.format("%016x", sum));
    }
}
