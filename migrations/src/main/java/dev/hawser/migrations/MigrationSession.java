package dev.hawser.migrations;

import java.time.Duration;

/** A way to one database, on which migrations run one after the other. For one thread. Its failures are {@link MigrationException}s. */
interface MigrationSession extends AutoCloseable {

    /**
     * Waits until nobody else migrates this database, and holds everybody else off until {@link #close}, or until the session is lost, with which the lock goes. Returns
     * how long it waited.
     */
    Duration lock(Duration timeout);

    /** What was applied. */
    History history();

    /** Who migrates: the user of the database, and of the operating system. */
    String user();

    /**
     * Applies a migration, or undoes it, so that the history tells the truth whenever this process may die. Afterwards its entry is {@code APPLIED} or {@code UNDONE}.
     * When it fails, either nothing was changed, or the entry says how far it came.
     */
    void run(Step step, MigrationListener listener);

    /** Runs what belongs to no migration: a hook. */
    void run(Body hook);

    /** Lets a backup have the connection, where there is but one. */
    default void rest() {}

    /**
     * Before the first step: sees to it that {@link #takeBack} can take everything back, where neither a transaction nor the journal will do, and holds off whoever else writes. Once
     * for each session.
     */
    default void keep() {}

    /** Whether what was done since {@link #keep} is taken back when a run fails. */
    default boolean takesBack() {
        return false;
    }

    /** Takes back what was done since {@link #keep}, after which nothing more is done here. Adds to {@code failed} if that is not possible. */
    default MigrationException takeBack(MigrationException failed) {
        return failed;
    }

    /** Lets others migrate, and gives back what it holds. */
    @Override
    void close();
}
