package dev.hawser.backups;

import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Room that is needed on a disk of this machine. Immutable.
 *
 * @param directory where; it is there already
 * @param bytes about how many
 * @param advice what to do where they are not free
 */
record SpaceNeeded(Path directory, long bytes, String advice) {

    private static final double SPARE = 1.1;

    /** Room for so many bytes in a directory that Java's temporary directory holds. */
    static SpaceNeeded temporary(Path directory, long bytes) {
        return new SpaceNeeded(
                directory,
                withSpare(bytes),
                "Make room there, or name a temporary directory on another disk (-Djava.io.tmpdir=DIRECTORY)");
    }

    /** Room for so many bytes where a database is that is a file. */
    static SpaceNeeded beside(Path database, long bytes) {
        return new SpaceNeeded(
                directory(database),
                withSpare(bytes),
                "Make room there, or restore into a file on another disk (--target); a verification restores into a"
                        + " temporary one (-Djava.io.tmpdir=DIRECTORY)");
    }

    /** Room for the copy that a backup of a file is read from. */
    static SpaceNeeded copy(Path copy, long bytes) {
        return new SpaceNeeded(
                directory(copy),
                bytes,
                "Make room there: the copy that is backed up lies beside the database meanwhile");
    }

    private static Path directory(Path file) {
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        return parent == null ? absolute : parent;
    }

    static long withSpare(long bytes) {
        return (long) (bytes * SPARE);
    }

    /**
     * Refuses what will not fit.
     *
     * @param what such as {@code the backup of shop}
     * @param database whose backup it is
     */
    void require(String what, String database) throws IOException {
        long usable = Files.getFileStore(directory).getUsableSpace();
        if (usable < bytes) {
            throw new BackupException(
                    ErrorCategory.RESOURCE,
                    what + " needs about " + DiskSpace.text(bytes) + " in " + directory + ", and "
                            + DiskSpace.text(usable) + " are free",
                    database,
                    advice,
                    null);
        }
    }
}
