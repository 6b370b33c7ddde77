package dev.hawser.backups;

import java.io.IOException;

/** What is stored is not what was written. The message says how that shows: "it ends in frame 7". */
final class DamagedBackupException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedBackupException(String message) {
        super(message);
    }

    DamagedBackupException(String message, Throwable cause) {
        super(message, cause);
    }
}
