package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Finding;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a database that is a file can be opened as it is configured, without opening it. */
final class DatabaseFile {

    private static final String FILE = "file";

    private DatabaseFile() {}

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
