package dev.hawser.cli;

import dev.hawser.DatabaseManager;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the configuration is. */
final class ConfigOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The configuration (.yaml, .yml, .json). Default: HAWSER_CONFIG, else hawser.yaml in this directory.")
    private @Nullable Path file;

    boolean named() {
        return file != null;
    }

    DatabaseManager.Builder builder() {
        DatabaseManager.Builder builder = DatabaseManager.builder();
        return file == null ? builder : builder.file(file);
    }
}
