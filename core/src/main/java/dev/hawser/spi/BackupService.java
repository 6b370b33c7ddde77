package dev.hawser.spi;

import dev.hawser.BackupSummary;
import java.util.List;

/**
 * Takes backups of databases as they are configured to be ({@code backups.*}), of which {@code backups.to} is set. Found by {@link java.util.ServiceLoader};
 * {@code hawser-backups} has one. Thread-safe. Each blocks for as long as it takes; an interrupt ends it soon, and leaves nothing half done. Each throws a
 * {@link RuntimeException} whose message says what to do.
 */
public interface BackupService {

    /** The backups of a database, the newest first. Reads the catalogue alone; the database need not work. */
    List<BackupSummary> list(OpenDatabase database);

    /** Takes one. It is in the catalogue when this returns, and else nothing is. */
    BackupSummary take(OpenDatabase database);

    /** Restores one into a scratch database, compares, and notes in the catalogue what came out. Throws if it is not whole. */
    BackupSummary verify(OpenDatabase database, String id);

    /** Removes what need not be kept any more ({@code backups.keep-*}); never the last good one. */
    void prune(OpenDatabase database);
}
