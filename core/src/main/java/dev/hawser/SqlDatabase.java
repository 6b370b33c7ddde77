package dev.hawser;

import dev.hawser.spi.jdbc.SqlDialect;
import java.time.Duration;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database that speaks SQL. Thread-safe.
 *
 * <p>Each helper of {@link SqlOperations} called here takes a connection, runs its statement in a transaction of its own, and gives the connection
 * back. Statements go to the primary, unless they are reads and {@code consistency} (or {@link #read}) allows another host.
 */
public interface SqlDatabase extends Database, SqlOperations {

    /** A new session. It takes its connection at its first statement. */
    Session session();

    /**
     * Runs {@code work} in one transaction: commits when it returns, rolls back when it throws, and lets what it threw through unchanged (a failed
     * roll-back is suppressed under it). When the server rolled back because of a conflict with another transaction, the work runs again, at most
     * {@code retry.max-retries} times.
     */
    <T extends @Nullable Object, X extends Exception> TransactionResult<T> transaction(TransactionWork<T, X> work)
            throws X;

    /** Runs reads on one host that is as fresh as {@code consistency} asks, in a read-only transaction. */
    <T extends @Nullable Object, X extends Exception> T read(Consistency consistency, TransactionWork<T, X> work)
            throws X;

    /**
     * Runs one query of which nothing is known, for consoles and the like: in a read-only transaction of its own, which is rolled back. Refused ({@link
     * dev.hawser.error.ErrorCategory#REFUSED}) without being sent: anything but one query, what could lift the protection against writes, parameters, and, where the server
     * has no read-only transactions, whatever does not certainly change nothing. What functions do outside of transactions is up to the rights of the configured user.
     * {@link #withDeadline} bounds its time.
     *
     * @param maxRows how many rows are read at most, from 1
     * @param maxBytes about how much memory the rows may take, from 1; rows beyond it are left out, be it the first
     */
    Inspection inspect(String sql, int maxRows, long maxBytes);

    /**
     * Calls {@code work}, and calls it again when it failed with a category that may run again ({@code CONNECTION_REFUSED}, {@code CONNECTION_LOST},
     * {@code WRONG_ROLE}, {@code SERIALIZATION}, {@code DEADLOCK}). Only for work that is safe to repeat. Exhausted, the last error is thrown.
     *
     * @param retries how often after the first time, from 0
     * @param firstDelay the pause before the first repetition; it doubles each time, up to {@code retry.max-delay}
     */
    <T extends @Nullable Object> T withRetry(int retries, Duration firstDelay, Callable<T> work) throws Exception;

    /** This database, where everything called through the returned view together must end by {@code deadline}. */
    SqlDatabase withDeadline(Deadline deadline);

    /** This database, where work done through the returned view carries this name in {@link Pool#holders()} and in messages about who holds connections. */
    SqlDatabase withLabel(String label);

    /** This database as a {@link DataSource} for other libraries. {@code setReadOnly(true)} before the first statement allows a replica. */
    DataSource dataSource();

    /** A JDBC connection from the pool; {@code close()} gives it back. Blocks for at most {@code pool.timeout}. */
    java.sql.Connection connection();

    /**
     * As {@link #connection()}, to the primary, for work that takes as long as it takes, such as a migration or a backup: neither {@code statement-timeout} nor {@code
     * idle-transaction-timeout} ends what it does, nor the time that a server may be silent, and {@code pool.leak-threshold} does not report it. {@link #withDeadline} holds
     * all the same. {@code close()} brings the limits back. Where a session keeps no settings, because a pooler in transaction mode is in between, only transactions are free
     * of limits; what runs outside of them has those of the server.
     */
    java.sql.Connection unlimitedConnection();

    /** How its SQL is read and written. Does not block. */
    SqlDialect dialect();
}
