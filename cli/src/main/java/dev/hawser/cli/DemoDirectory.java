package dev.hawser.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the demonstration keeps its database. A directory of its own is deleted at the end, one that was given is not. */
final class DemoDirectory implements AutoCloseable {

    // Of its own also in a directory that was given, where somebody's hawser.yaml may be.
    private static final String NAME = "hawser-demo";
    private static final String FILE = "restaurants.db";

    private final Path directory;
    private final boolean own;

    private DemoDirectory(Path directory, boolean own) {
        this.directory = directory;
        this.own = own;
    }

    static DemoDirectory of(@Nullable Path given) throws IOException {
        return given == null
                ? new DemoDirectory(Files.createTempDirectory(NAME + "-"), true)
                : new DemoDirectory(Files.createDirectories(given.resolve(NAME)).toAbsolutePath(), false);
    }

    Path directory() {
        return directory;
    }

    Path database() {
        return directory.resolve(FILE);
    }

    @Override
    public void close() throws IOException {
        if (!own) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
