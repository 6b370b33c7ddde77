package dev.hawser.testkit;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where servers are unpacked, once for each user and version. Several processes may do so at the same time: each unpacks for itself, and the first to finish gives its
 * directory the final name.
 */
final class ProgramCache {

    private ProgramCache() {}

    /** Fills a directory. */
    @FunctionalInterface
    interface Filling {
        void into(Path directory) throws IOException;
    }

    /** The user's own, in the home directory. */
    static Path ofUser() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path base = configured == null || configured.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return base.resolve("hawser");
    }

    /** The directory {@code name} of a cache, which is filled unless that was done before. */
    static Path directory(Path cache, String name, Filling filling) throws IOException {
        Path finished = cache.resolve(name);
        if (Files.notExists(finished)) {
            Files.createDirectories(cache);
            Path unfinished = Files.createTempDirectory(cache, "unpacking-");
            filling.into(unfinished);
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
            publish(unfinished, finished);
        }
        return finished;
    }

    private static void publish(Path unfinished, Path finished) throws IOException {
        try {
            Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException otherWasFirst) {
            Directories.delete(unfinished);
        }
    }
}
