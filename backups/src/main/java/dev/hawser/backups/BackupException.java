package dev.hawser.backups;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import org.jspecify.annotations.Nullable;

/**
 * A backup could not be made, read, verified or restored. The message says what was attempted and where, the advice what to do next; neither contains a credential. Earlier
 * backups are what they were.
 */
public final class BackupException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    /**
     * An error.
     *
     * @param category {@link ErrorCategory#REFUSED} if nothing was begun, {@link ErrorCategory#DATA} if what is stored is not what was written, {@link
     *     ErrorCategory#RESOURCE} if something is lacking: a disk, a tool, a key
     * @param database the configured name
     */
    public BackupException(
            ErrorCategory category,
            String message,
            String database,
            @Nullable String advice,
            @Nullable Throwable cause) {
        super(category, message, database, null, null, 0, advice, cause);
    }
}
