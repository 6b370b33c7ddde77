package dev.hawser.backups;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.ErrorCategory;
import java.nio.file.Files;
import java.nio.file.Path;

/** A database that is a file, as the source of a backup: a mount that is missing, or a name with a slip in it, must not become a good backup of nothing. */
final class SourceFile {

    private SourceFile() {}

    /** Refuses a file that is not there. To be asked before it is opened, which would make it. */
    static void requireThere(DatabaseConfig config) {
        Path file = Path.of(config.database()).toAbsolutePath().normalize();
        if (Files.notExists(file)) {
            throw new BackupException(
                    ErrorCategory.REFUSED,
                    "no backup of " + config.name() + " was taken: the file " + file + " does not exist",
                    config.name(),
                    "Check its name, and that the disk that it lies on is mounted; nothing was created",
                    null);
        }
    }

    /** Refuses one with nothing in it, which may just have been made by opening it, unless that is meant to make it. */
    static void requireFilled(DatabaseConfig config, boolean empty) {
        if (empty && !config.createDb()) {
            throw new BackupException(
                    ErrorCategory.REFUSED,
                    "no backup of " + config.name() + " was taken: the file "
                            + Path.of(config.database()).toAbsolutePath().normalize()
                            + " has nothing in it, and may have been made by opening it",
                    config.name(),
                    "Check its name, and that the disk that it lies on is mounted. If it is new, say so with"
                            + " create-db: true",
                    null);
        }
    }
}
