package dev.hawser.backups;

/** Hears how a backup, a verification or a restore goes on. Called by the thread that does the work; what it throws ends the work. */
public interface BackupListener {

    /** Nobody listens. */
    BackupListener NONE = new BackupListener() {};

    /** What is being done. */
    enum Phase {
        /** The tool reads the database, and what it says is sealed and stored. */
        TAKE,
        /** The stored bytes are read again, and every one is checked. */
        CHECK,
        /** The content is put into a database. */
        RESTORE,
        /** What was restored is counted and compared. */
        COMPARE
    }

    /**
     * A phase begins.
     *
     * @param expectedBytes about how many there will be; 0 if nobody knows
     */
    default void started(Phase phase, long expectedBytes) {}

    /**
     * It goes on. Called for every piece of some hundred kilobytes, so it must be quick.
     *
     * @param bytes since the phase began, as the database's own tool writes or reads them
     */
    default void progressed(Phase phase, long bytes) {}

    /** A phase is over. Not called when it failed. */
    default void completed(Phase phase) {}
}
