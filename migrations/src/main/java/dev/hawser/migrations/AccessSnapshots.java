package dev.hawser.migrations;

import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.engines.AccessFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Copies of an Access file as it was before runs, in a directory beside it: definitions cannot be rolled back there. For one thread, which holds the lock of migrations. */
final class AccessSnapshots {

    static final String ENGINE = "access";

    private static final String DIRECTORY = ".hawser-snapshots";
    private static final String UNFINISHED = ".part";
    private static final int KEPT = 3;
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final DatabaseConfig config;

    AccessSnapshots(DatabaseConfig config) {
        this.config = config;
    }

    /** Copies the file, which nobody writes to meanwhile, and keeps the last three copies. */
    Path take() throws IOException, SQLException {
        try (AccessFile file = AccessFile.of(config)) {
            boolean posix =
                    file.path().getFileSystem().supportedFileAttributeViews().contains("posix");
            Path directory = file.path().resolveSibling(DIRECTORY);
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(directory, owners(posix, "rwx------"));
            }
            Path snapshot = directory.resolve(prefix(file.path()) + TIME.format(Instant.now()));
            Path unfinished = directory.resolve(prefix(file.path()) + UNFINISHED);
            Files.deleteIfExists(unfinished); // of a process that died
            copy(file.path(), unfinished, owners(posix, "rw-------"));
            file.requireStillAlone();
            Files.move(unfinished, snapshot, StandardCopyOption.ATOMIC_MOVE);
            List<Path> all = all(file.path());
            for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
                Files.delete(old);
            }
            return snapshot;
        }
    }

    private static FileAttribute<?>[] owners(boolean posix, String permissions) {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static void copy(Path from, Path to, FileAttribute<?>... attributes) throws IOException {
        Set<StandardOpenOption> create = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(to, create, attributes);
                OutputStream out = Channels.newOutputStream(channel)) {
            Files.copy(from, out);
            channel.force(true);
        }
    }

    /** The youngest there is. */
    Optional<Path> latest() throws IOException, SQLException {
        try (AccessFile file = AccessFile.of(config)) {
            List<Path> all = all(file.path());
            return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
        }
    }

    /** When it was taken. */
    Instant takenAt(Path snapshot) {
        String name = snapshot.getFileName().toString();
        return TIME.parse(name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1), Instant::from);
    }

    private static String prefix(Path file) {
        return file.getFileName() + ".";
    }

    /** The oldest first. */
    private static List<Path> all(Path file) throws IOException {
        Path directory = file.resolveSibling(DIRECTORY);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        String name = prefix(file).replaceAll("([^\\w])", "\\\\$1") + "\\d{8}T\\d{6}\\.\\d{6}Z";
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(candidate -> candidate.getFileName().toString().matches(name))
                    .sorted()
                    .toList();
        }
    }

    /** Puts a snapshot in the place of the file, which ends all connections to it; the snapshot is gone then. */
    void putBack(SqlDatabase database, Path snapshot) throws IOException, SQLException {
        try (AccessFile file = AccessFile.of(config)) {
            file.exchange(database, snapshot, DRAIN);
        }
    }
}
