package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Whether a database that is a file can be opened as it is configured, without opening it. */
final class DatabaseFile {

    private static final String FILE = "file";

    private DatabaseFile() {}

    /** Why a file cannot be at this path; null if it can, be it there or not. */
    static @Nullable String misplaced(Path file) {
        if (Files.isDirectory(file)) {
            return file + " is a directory, not a file";
        }
        Path directory = file.getParent();
        return directory == null || !Files.isDirectory(directory)
                ? "the directory " + directory + " does not exist"
                : null;
    }

    /** Why a file cannot be opened; null if it can. Some drivers would open one that cannot be written for reading, without a word. */
    static @Nullable String unusable(Path file, boolean readonly) {
        String misplaced = misplaced(file);
        if (misplaced != null) {
            return misplaced;
        }
        if (Files.notExists(file)) {
            return "the file " + file + " does not exist";
        }
        if (!Files.isReadable(file)) {
            return "the file " + file + " cannot be read by this process";
        }
        return !readonly && !Files.isWritable(file)
                ? "the file " + file + " cannot be written by this process; readonly: true would do without"
                : null;
    }

    /** Deletes the files that a database consists of, as far as they are there. {@code suffixes}: what is appended to its name. */
    static void delete(Path file, String... suffixes) throws SQLException {
        for (String suffix : suffixes) {
            try {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
            } catch (IOException failed) {
                throw new SQLException("the file " + file + suffix + " cannot be deleted: " + failed, failed);
            }
        }
    }

    /** {@code created}: whether opening it makes it, if it is not there. */
    static Finding finding(DatabaseConfig config, boolean created) {
        Path file = Path.of(config.database()).toAbsolutePath().normalize();
        Path directory = file.getParent();
        if (Files.isDirectory(file)) {
            return Finding.wrong(FILE, file + " is a directory", "Name a file in it");
        }
        if (directory == null || !Files.isDirectory(directory)) {
            return Finding.wrong(
                    FILE, "the directory " + directory + " does not exist", "Create it, or check the path");
        }
        if (Files.notExists(file)) {
            return created
                    ? Finding.warning(FILE, file + " does not exist", "It is created when the database is first used")
                    : Finding.wrong(
                            FILE,
                            file + " does not exist",
                            "Check the path, or let it be created with create-db: true");
        }
        if (!Files.isReadable(file)) {
            return Finding.wrong(FILE, file + " cannot be read by this process", "Check its owner and permissions");
        }
        if (!config.readonly() && !Files.isWritable(file)) {
            return Finding.wrong(
                    FILE,
                    file + " cannot be written by this process",
                    "Check its owner and permissions, or set readonly: true");
        }
        return Finding.fine(FILE, file + " can be read" + (config.readonly() ? "" : " and written"));
    }
}
