package dev.hawser.backups;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/**
 * A copy of a database that is a file, in the same directory: it holds the same secrets, which have no business where backups go encrypted. Deleted when closed; what a process has left
 * that died goes with the next, some minutes later.
 */
final class FileBeside implements AutoCloseable {

    /** A copy is written to all the time until it is done, and read at once. */
    private static final Duration QUIET = Duration.ofMinutes(10);

    private final Path path;

    private FileBeside(Path path) {
        this.path = path;
    }

    /** A name that nobody has. {@code otherwise}: where to, if nothing can be written beside the file. */
    static FileBeside of(Path file, Path otherwise) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isWritable(directory)) {
            return in(otherwise);
        }
        String prefix = "." + file.getFileName() + ".hawser-";
        Leftovers.remove(directory, prefix, QUIET);
        return new FileBeside(directory.resolve(Leftovers.own(prefix) + UUID.randomUUID()));
    }

    /** A name that nobody has, in another directory. */
    static FileBeside in(Path directory) {
        return new FileBeside(directory.resolve("copy-" + UUID.randomUUID()));
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            for (String suffix : new String[] {"-wal", "-shm", "-journal"}) {
                Files.deleteIfExists(directory.resolve(path.getFileName() + suffix));
            }
        }
    }
}
