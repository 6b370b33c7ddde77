package dev.hawser.internal.jdbc;

import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A borrowed JDBC connection, and the one place through which every statement on it is admitted, timed, counted and judged. For one thread at a time. */
public interface JdbcLease {

    /** The connection. */
    JdbcConnection connection();

    /**
     * Reads a statement (from the cache) before it is sent, notes it as the holder's last, and refuses it if the database is read-only and the statement
     * would lift that.
     *
     * @throws dev.hawser.error.DatabaseException of category {@code REFUSED}
     */
    ParsedSql admit(String sql);

    /**
     * As {@link #admit}, for text that goes to the driver as it is: {@code ?} is a JDBC parameter, and {@code :name} is whatever the server says it is. Only
     * the flags and the masked text of the result have a meaning; {@code driverSql} is {@code sql}.
     *
     * @throws dev.hawser.error.DatabaseException of category {@code REFUSED}
     */
    ParsedSql admitJdbc(String sql);

    /** The time to hand to {@link #succeeded} and {@link #failed}. */
    long now();

    /**
     * A statement is about to run on {@link #connection()}, as its {@link JdbcConnection#running}. Where the server would let it run for ever, it is cancelled at
     * the limit, unless {@link #succeeded} or {@link #failed} or the next statement comes first.
     */
    void limit(ParsedSql sql);

    /** A statement ended well; {@code rows} returned or affected. */
    void succeeded(ParsedSql sql, long startedAt, long rows);

    /**
     * A statement (or commit, or roll-back: {@code sql} is null) failed. Judges the error: counts it, logs it, tells the connection of a statement that failed, and notes that it must be closed or
     * the host asked again. Returns what to throw to a caller of Hawser's own API, with the driver's exception as its cause.
     */
    dev.hawser.error.DatabaseException failed(
            @Nullable ParsedSql sql, String attempted, long startedAt, SQLException error);

    /**
     * Commits what is open, as JDBC does: the next statement opens another transaction. An answer that is lost is made up for where the database can; failures are judged.
     * Blocks.
     */
    void commit() throws SQLException;

    /** Gives the connection back, or closes it if it is known to be broken. Again has no effect. */
    void release();

    /** Cuts the connection at once and gives its place back. May be called from any thread. */
    void abort();
}
