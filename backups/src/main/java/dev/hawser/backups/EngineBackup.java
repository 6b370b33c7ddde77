package dev.hawser.backups;

import dev.hawser.config.DatabaseConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How databases of an engine are backed up and restored. Thread-safe, and without state: all that belongs to one backup is in its {@link BackupSite}.
 *
 * <p>What is handed over as a stream is the plain content. BackupCompression, encryption, checksums, the catalogue and clean-up are the caller's, and so is the choice of the host.
 * An interrupt ends each of these methods soon, with the processes they started.
 *
 * <p>Beside what is declared, each throws {@link BackupException} where there is something better to say than what the driver or the tool said.
 */
interface EngineBackup {

    /** The names of the engines, as in {@link dev.hawser.Database#engine()}. */
    Set<String> engines();

    /**
     * Refuses a source that is not there, where to open it would make it. Asked before anything is opened, and before each backup.
     *
     * @throws BackupException if it is not there
     */
    default void requireThere(DatabaseConfig source) {}

    /**
     * Refuses a source that may just have been made by opening it.
     *
     * @throws BackupException if so
     */
    default void requireSource(BackupSite source) throws IOException, SQLException, InterruptedException {}

    /**
     * What will make or restore the backup. Asked before anything is begun: a tool that is missing, or too old for the server, is refused here, with what to install.
     *
     * @throws BackupException if it cannot be done
     */
    BackupTool tool(BackupSite site) throws IOException, SQLException, InterruptedException;

    /** About how many bytes {@link #take} will write at most; empty if that is not known. A look into the server's own books, no count. */
    OptionalLong estimatedBytes(BackupSite site) throws IOException, SQLException, InterruptedException;

    /** Whether {@link #take} has all of it in {@link BackupSite#staging} before it writes it: there must be room for both then. */
    default boolean isStaged(BackupSite source) {
        return false;
    }

    /**
     * The room that {@link #restore} needs on a disk of this machine, for copies and for a database that is a file there; {@link #archived} needs no more. Empty if all goes to a
     * server.
     */
    default Optional<SpaceNeeded> spaceToRestore(BackupSite target, Manifest backup) throws IOException {
        return Optional.empty();
    }

    /**
     * Writes a consistent backup. Neither closes nor keeps {@code to}. If it throws, what was written is thrown away: a backup that is not known to be complete (the tool's exit
     * code, a driver's warnings) must end so.
     */
    Taken take(BackupSite source, OutputStream to) throws IOException, SQLException, InterruptedException;

    /**
     * What is in a backup, read from the backup alone, in the same form as {@link #contents}; empty if it cannot be read without a server.
     *
     * @param format that of {@link Taken#format()}
     */
    default Optional<Contents> archived(BackupSite site, String format, InputStream backup)
            throws IOException, SQLException, InterruptedException {
        return Optional.empty();
    }

    /** What is in a database now, with checksums where they can be had. */
    Contents contents(BackupSite site) throws IOException, SQLException, InterruptedException;

    /** What the engine itself finds wrong with a database that was restored; none if it finds nothing, or has no such check. */
    default List<String> problems(BackupSite restored) throws IOException, SQLException, InterruptedException {
        return List.of();
    }

    /** Whether there is nothing in a database that a restore could destroy. */
    boolean isEmpty(BackupSite target) throws IOException, SQLException, InterruptedException;

    /**
     * Puts a backup into a database: all of it or nothing, where the engine can promise that. Reads {@code backup} to its end, where its last check stands, before it makes
     * anything final. Does not close it.
     *
     * @param format that of {@link Taken#format()}; an unknown one is refused
     * @param replace whether what is there goes; without it {@link #isEmpty} has just been true
     */
    void restore(BackupSite target, String format, InputStream backup, boolean replace)
            throws IOException, SQLException, InterruptedException;
}
