package dev.hawser.backups;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A backup is encrypted, and the key that would open it is not the one that is there. */
final class WrongKeyException extends IOException {

    private static final long serialVersionUID = 1L;

    WrongKeyException(String needed, @Nullable BackupKey given) {
        super("it is encrypted with the key " + needed + ", and "
                + (given == null ? "no key is configured" : "the configured key is " + given.id()));
    }
}
