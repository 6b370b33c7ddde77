package dev.hawser;

import java.time.Duration;
import java.util.List;

/** One configured database of any engine. Thread-safe. */
public interface Database {

    /** Its configured name. */
    String name();

    /** Its engine's name, such as {@code postgresql}. */
    String engine();

    /** What it is configured to be. Does not block. */
    DatabaseInfo info();

    /** As {@link #health(boolean) health(false)}. */
    default Health health() {
        return health(false);
    }

    /**
     * How it is. Never throws, and blocks for at most the health deadline (2 s). It uses a connection of its own, so it works while the pool is exhausted.
     *
     * @param force asks the server anew; otherwise an answer younger than {@code health.interval} is repeated, with its age
     */
    Health health(boolean force);

    /** The last answer, however old it is: nobody is asked, and it does not block. {@link HealthStatus#UNKNOWN} if nobody has asked yet. */
    Health lastHealth();

    /** What is known of the hosts at this moment. Nobody is asked, and it does not block. */
    DatabaseTopology topology();

    /** The pool at this moment, all hosts together. Does not block. */
    default PoolStats stats() {
        return pool().stats();
    }

    /** The pool, all hosts together: who holds what, how long callers wait, and what an operator may do. */
    Pool pool();

    /** The counters since it was opened. Does not block. */
    DatabaseMetrics metrics();

    /** How long statements took since it was opened, by the host they ran on and how they ended. Does not block. */
    List<OperationTimes> operations();

    /**
     * What each statement did that the application runs, in no order. Bounded: of SQL the 2,000 texts that were used last, of a client's commands 500 and "others"; texts
     * of more than 32,768 characters are left out. Does not block.
     */
    List<StatementSummary> statements();

    /**
     * Drops idle connections, marks busy ones to be closed when they come back, connects anew, and returns a forced health. Running work is not
     * disturbed. Blocks for at most the connect time-out and the health deadline.
     */
    Health reconnect();

    /**
     * Applies the migrations that are pending, as {@code migrations.*} says. Waits for whoever migrates it already, for {@code migrations.lock-timeout} at most, and blocks
     * for as long as they take. It asks nobody for a confirmation, in production either.
     *
     * @throws dev.hawser.error.DatabaseException of category {@code REFUSED} if {@code hawser-migrations} is not on the class path
     * @throws RuntimeException if nothing was changed because of what is wrong, or a migration failed; the message says what to do
     */
    MigrationSummary migrate();

    /** Its backups, the newest first; none if {@code backups.to} is not set or {@code hawser-backups} is not on the class path. Reads files, and so may block. */
    List<BackupSummary> backups();

    /**
     * Takes a backup now, as {@code backups.*} says, verifies it by restoring it if {@code backups.verify} is set, and removes those that need not be kept. One at a time: while
     * this process or another takes one, it is refused. Blocks for as long as it takes; an interrupt ends it and leaves nothing half done.
     *
     * @throws dev.hawser.error.DatabaseException of category {@code REFUSED} if {@code backups.to} is not set or {@code hawser-backups} is not on the class path
     * @throws RuntimeException if it could not be taken, or is not good; the message says what to do
     */
    BackupSummary takeBackup();

    /**
     * Holds all work back, for a planned switchover: what runs may end until {@code timeout} and is cancelled then, what comes waits, up to its deadline, until {@link
     * #resume}, and then goes to whichever host is the primary. Blocks for {@code timeout} and a second at most. Again has no effect on what waits.
     */
    default DrainReport pause(Duration timeout) {
        return pool().drain(timeout);
    }

    /** Ends {@link #pause}: what waits goes on. Does not block. */
    default void resume() {
        pool().resume();
    }
}
