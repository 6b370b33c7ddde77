package dev.hawser.backups;

import dev.hawser.config.BackupCompression;
import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Whether a backup will have room. */
final class DiskSpace {

    private static final double SPARE = 1.1;
    private static final double LEAST_RATIO = 0.05;
    private static final String[] UNITS = {"bytes", "KB", "MB", "GB", "TB", "PB"};

    private DiskSpace() {}

    /**
     * Refuses a backup that will not fit.
     *
     * @param estimate how many bytes the tool will write; empty if that is not known
     * @param staged whether all of it lies in the same place before it is packed
     * @param earlier those of the same database: as much smaller as the newest of the same compression became, this one will, too
     */
    static void require(
            Path directory,
            OptionalLong estimate,
            boolean staged,
            List<StoredBackup> earlier,
            BackupCompression compression,
            String database)
            throws IOException {
        if (estimate.isEmpty()) {
            return;
        }
        long needed =
                needed(estimate.getAsLong(), earlier, compression) + (staged ? withSpare(estimate.getAsLong()) : 0);
        require(directory, needed, "the backup of " + database, database);
    }

    /** Refuses what will not fit. {@code what}: such as {@code the backup of shop}. */
    static void require(Path directory, long needed, String what, String database) throws IOException {
        long usable = Files.getFileStore(directory).getUsableSpace();
        if (usable < needed) {
            throw new BackupException(
                    ErrorCategory.RESOURCE,
                    what + " needs about " + text(needed) + " in " + directory + ", and " + text(usable) + " are free",
                    database,
                    "Make room there; for backups, keep fewer of them (backups.keep-…, hawser backup prune), or set"
                            + " backups.to to another disk",
                    null);
        }
    }

    static long needed(long estimate, List<StoredBackup> earlier, BackupCompression compression) {
        double ratio = earlier.stream()
                .map(StoredBackup::manifest)
                .filter(manifest ->
                        manifest != null && manifest.plainBytes() > 0 && manifest.compression() == compression)
                .findFirst()
                .map(manifest -> (double) manifest.storedBytes() / manifest.plainBytes())
                .orElse(1.0);
        return (long) (estimate * Math.max(ratio, LEAST_RATIO) * SPARE);
    }

    static long withSpare(long bytes) {
        return (long) (bytes * SPARE);
    }

    /** Such as {@code 1.4 GB}. */
    static String text(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
