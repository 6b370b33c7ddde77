package dev.hawser.benchmarks.faults;

import java.sql.SQLException;

/**
 * An application in which one thread writes and another reads what was written. Thread-safe.
 *
 * @param <P> what the writer passes on, so that the reader sees its write
 */
interface ReadBackClient<P> extends AutoCloseable {

    /** Writes a note; its number and a bracket follow. */
    String WRITE = "insert into notes (id) values (";

    /** Whether a note is there, and whether a standby says so; its number follows, and {@link #AS_THERE}. */
    String READ = "select pg_is_in_recovery() as standby, exists (select from notes where id = ";

    String AS_THERE = ") as there";

    /**
     * What a reader saw.
     *
     * @param there whether the write was there
     * @param standby whether a standby answered
     */
    record Seen(boolean there, boolean standby) {}

    P write(long id) throws SQLException;

    Seen read(long id, P written) throws SQLException;
}
