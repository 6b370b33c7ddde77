package dev.hawser.backups;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Temporary directories that nobody else may read. Those of processes that died may hold a password: they go with the next one. */
final class OwnDirectory {

    /** A tool may be at work for long, and write elsewhere. */
    private static final Duration QUIET = Duration.ofDays(1);

    private OwnDirectory() {}

    /** A new one. {@code prefix}: of its name. */
    static Path create(String prefix) throws IOException {
        Path created = Files.createTempDirectory(Leftovers.own(prefix));
        Path temporary = created.toAbsolutePath().getParent();
        if (temporary != null) {
            Leftovers.remove(temporary, prefix, QUIET);
        }
        return created;
    }
}
