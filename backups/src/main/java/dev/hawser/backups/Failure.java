package dev.hawser.backups;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/** What went wrong, in words for whoever has to put it right. */
final class Failure {

    private Failure() {}

    /**
     * The exception to throw.
     *
     * @param attempt what was being done, such as {@code the backup of shop}
     */
    static DatabaseException of(String attempt, String database, Exception cause) {
        if (cause instanceof InterruptedException
                || cause instanceof InterruptedIOException
                || cause instanceof ClosedByInterruptException) {
            Thread.currentThread().interrupt();
            return new BackupException(ErrorCategory.OTHER, attempt + " was interrupted", database, null, cause);
        }
        if (cause instanceof DatabaseException clear) {
            return clear;
        }
        if (cause instanceof DamagedBackupException damaged) {
            return damaged(attempt, database, String.valueOf(damaged.getMessage()), damaged);
        }
        if (cause instanceof WrongKeyException) {
            return new BackupException(
                    ErrorCategory.RESOURCE,
                    attempt + " failed: the backup cannot be read: " + cause.getMessage(),
                    database,
                    "Set backups.key to the key that it was made with",
                    cause);
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new BackupException(ErrorCategory.OTHER, attempt + " failed: " + message, database, null, cause);
    }

    static BackupException damaged(String attempt, String database, String how, Exception cause) {
        return new BackupException(
                ErrorCategory.DATA,
                attempt + " failed: the backup is damaged: " + how,
                database,
                "Do not rely on it: take another now, and check the disk that it lies on; \"hawser backup list\" shows"
                        + " earlier ones",
                cause);
    }
}
