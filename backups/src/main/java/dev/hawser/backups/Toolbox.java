package dev.hawser.backups;

import dev.hawser.error.ErrorCategory;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The directories in which programs are looked for. Immutable. */
record Toolbox(List<Path> directories) {

    /** The directories to look into instead of those of {@code PATH}, separated as those are: where tools were unpacked that no package brings. */
    static final String PROPERTY = "hawser.tools";

    Toolbox {
        directories = List.copyOf(directories);
    }

    /** Those of the system property {@value #PROPERTY} if it is set, else those of {@code PATH}. */
    static Toolbox ofSystem() {
        String path = System.getProperty(PROPERTY, System.getenv("PATH"));
        return new Toolbox(paths(path == null ? "" : path));
    }

    /** Whether {@value #PROPERTY} says where to look, and nowhere else. */
    static boolean isConfigured() {
        return System.getProperty(PROPERTY) != null;
    }

    private static List<Path> paths(String list) {
        return Arrays.stream(list.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(Path::of)
                .toList();
    }

    /** The first program of this name. */
    Optional<Path> find(String name) {
        return directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** What to say where there is none. */
    static BackupException missing(String database, String doing, String name, String install) {
        return new BackupException(
                ErrorCategory.RESOURCE,
                "cannot " + doing + ": the program " + name + " is not installed",
                database,
                "Install " + install + ", or say where it is with -D" + PROPERTY + "=DIRECTORY",
                null);
    }
}
