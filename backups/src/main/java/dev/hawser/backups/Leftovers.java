package dev.hawser.backups;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What processes that died have left in directories that others use, too. Its names carry the process: {@code <prefix><process>-…}. */
final class Leftovers {

    private Leftovers() {}

    /** How a name of this process begins. */
    static String own(String prefix) {
        return prefix + ProcessHandle.current().pid() + "-";
    }

    /**
     * Removes those whose process is not there.
     *
     * @param quiet for how long nothing was written to them: a process that is not seen may run in another container
     */
    static void remove(Path directory, String prefix, Duration quiet) throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(prefix) + "(\\d+)-.*");
        Instant latest = Instant.now().minus(quiet);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Matcher matcher = name.matcher(String.valueOf(file.getFileName()));
                if (matcher.matches()
                        && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                    removeOld(file, latest);
                }
            }
        }
    }

    /** Another user's cannot be removed, and another process may be doing the same. */
    private static void removeOld(Path file, Instant latest) {
        try {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(latest)) {
                OwnFile.deleteTree(file);
            }
        } catch (IOException notOurs) {
            return;
        }
    }
}
