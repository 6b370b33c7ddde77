package dev.hawser.backups;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Adds the rows of a table up to a {@link TableContent} that does not depend on their order: the sum, modulo 2^128, of a half of each row's SHA-256. Equal rows count as often as they
 * are there, which they would not with an exclusive or. It is in manifests, see {@link RowChecksum}. For one thread at a time.
 */
final class TableChecksum {

    private final MessageDigest digest = Digests.sha256();
    private long rows;
    private long high;
    private long low;

    /** One row, as bytes that no other row has. */
    void add(byte[] row, int offset, int length) {
        digest.update(row, offset, length);
        ByteBuffer half = ByteBuffer.wrap(digest.digest());
        long addedHigh = half.getLong();
        long addedLow = half.getLong();
        low += addedLow;
        high += addedHigh + (Long.compareUnsigned(low, addedLow) < 0 ? 1 : 0);
        rows++;
    }

    /** What came together so far. */
    TableContent content() {
        return new TableContent(rows, String.format("%016x%016x", high, low));
    }
}
