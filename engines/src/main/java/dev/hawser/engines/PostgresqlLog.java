package dev.hawser.engines;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The write-ahead log of a server that tells positions in it.
 *
 * @param cluster the system identifier
 * @param segmentSize of its files, in bytes
 * @param pageSize in bytes
 */
record PostgresqlLog(String cluster, long segmentSize, long pageSize) {

    /** The columns that {@link #of} reads. */
    static final String COLUMNS = "(select system_identifier::text from pg_control_system()) as cluster,"
            + " pg_size_bytes(current_setting('wal_segment_size')) as segment_size,"
            + " current_setting('wal_block_size')::bigint as page_size";

    /**
     * A text with the current timeline in it, and where the next record will be inserted: behind every commit so far, those included that are not on the disk yet
     * ({@code synchronous_commit = off}). Nulls on a standby.
     */
    static final String END = "select pg_walfile_name(lsn) as file, lsn::text as lsn"
            + " from (select case when not pg_is_in_recovery() then pg_current_wal_insert_lsn() end as lsn) as primary_end";

    // The header of a page, and of the first page of a segment: XLogPageHeaderData and XLogLongPageHeaderData, aligned.
    private static final long PAGE_HEADER = 24;
    private static final long SEGMENT_HEADER = 40;

    private static final int TIMELINE_DIGITS = 8;

    static PostgresqlLog of(ResultSet row) throws SQLException {
        return new PostgresqlLog(row.getString("cluster"), row.getLong("segment_size"), row.getLong("page_size"));
    }

    /** The position in a row of {@link #END}; null if it has none. */
    @Nullable
    PostgresqlPosition end(ResultSet row) throws SQLException {
        String file = row.getString("file");
        String lsn = row.getString("lsn");
        if (file == null || lsn == null) {
            return null;
        }
        long timeline = Long.parseLong(file.substring(0, TIMELINE_DIGITS), 16);
        return new PostgresqlPosition(cluster, timeline, withoutHeader(PostgresqlPosition.lsn(lsn)));
    }

    /** If nothing but the header of a page is in front of the next record, the last record, which is where a standby says it is, ended before that page. */
    private long withoutHeader(long lsn) {
        if ((lsn & (segmentSize - 1)) == SEGMENT_HEADER) {
            return lsn - SEGMENT_HEADER;
        }
        return (lsn & (pageSize - 1)) == PAGE_HEADER ? lsn - PAGE_HEADER : lsn;
    }
}
