package dev.hawser.engines;

import dev.hawser.ScratchDatabase;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.nio.file.Path;

/** Keeps every database from being dropped that was not made for that. */
final class Scratch {

    private Scratch() {}

    /** Refuses a database, or a file, that is no scratch database by its name. */
    static void require(DatabaseConfig config) {
        Path file = config.hosts().isEmpty() ? Path.of(config.database()).getFileName() : null;
        String name = file == null ? config.database() : file.toString();
        if (!name.startsWith(ScratchDatabase.NAME_PREFIX)) {
            throw new DatabaseException(
                    ErrorCategory.REFUSED,
                    config.name() + ": " + config.printableUrl() + " was not dropped: it is no scratch database, as its"
                            + " name does not begin with " + ScratchDatabase.NAME_PREFIX,
                    config.name(),
                    null,
                    null,
                    0,
                    "Drop it with the tools of its server, if that is meant",
                    null);
        }
    }
}
