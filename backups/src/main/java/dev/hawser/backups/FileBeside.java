package dev.hawser.backups;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A copy of a database that is a file, in the same directory: it holds the same secrets, which have no business where backups go encrypted. Deleted when closed; what a process has left
 * that died goes with the next.
 */
final class FileBeside implements AutoCloseable {

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
        removeDead(directory, Pattern.compile(Pattern.quote(prefix) + "(\\d+)-.*"));
        return new FileBeside(directory.resolve(prefix + ProcessHandle.current().pid() + "-" + UUID.randomUUID()));
    }

    /** A name that nobody has, in another directory. */
    static FileBeside in(Path directory) {
        return new FileBeside(directory.resolve("copy-" + UUID.randomUUID()));
    }

    /** {@code name}: its group is the process. */
    private static void removeDead(Path directory, Pattern name) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Matcher matcher = name.matcher(String.valueOf(file.getFileName()));
                if (matcher.matches()
                        && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                    Files.deleteIfExists(file);
                }
            }
        }
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
