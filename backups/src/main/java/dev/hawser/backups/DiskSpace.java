package dev.hawser.backups;

import dev.hawser.config.BackupCompression;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Whether a backup will have room. */
final class DiskSpace {

    private static final String ADVICE = "Make room there, keep fewer backups (backups.keep-…, hawser backup prune),"
            + " or set backups.to to another disk";
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
        long needed = needed(estimate.getAsLong(), earlier, compression)
                + (staged ? SpaceNeeded.withSpare(estimate.getAsLong()) : 0);
        new SpaceNeeded(directory, needed, ADVICE).require("the backup of " + database, database);
    }

    static long needed(long estimate, List<StoredBackup> earlier, BackupCompression compression) {
        double ratio = earlier.stream()
                .map(StoredBackup::manifest)
                .filter(manifest ->
                        manifest != null && manifest.plainBytes() > 0 && manifest.compression() == compression)
                .findFirst()
                .map(manifest -> (double) manifest.storedBytes() / manifest.plainBytes())
                .orElse(1.0);
        return SpaceNeeded.withSpare((long) (estimate * Math.max(ratio, LEAST_RATIO)));
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
