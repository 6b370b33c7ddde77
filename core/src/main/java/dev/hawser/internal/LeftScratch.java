package dev.hawser.internal;

import dev.hawser.ScratchDatabase;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Scratch databases that nobody has dropped, because the process died that made them: each may be a whole copy of another database. */
public final class LeftScratch {

    /** Nobody verifies for longer, and whoever does is only told. */
    private static final Duration OLD = Duration.ofDays(1);

    private static final Pattern NAME =
            Pattern.compile(Pattern.quote(ScratchDatabase.NAME_PREFIX) + "(\\d{8}_\\d{6})_[0-9a-f]+");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss");

    private LeftScratch() {}

    /** Those of these databases that are scratch databases made more than a day ago, as their names say. */
    public static List<String> among(Collection<String> names, Instant now) {
        return names.stream().filter(name -> isOld(name, now)).sorted().toList();
    }

    private static boolean isOld(String name, Instant now) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return false;
        }
        try {
            Instant made = LocalDateTime.parse(matcher.group(1), TIME).toInstant(ZoneOffset.UTC);
            return made.isBefore(now.minus(OLD));
        } catch (DateTimeParseException noTime) {
            return false;
        }
    }

    /** The directories of those that are files, if nothing was written to them for a day; none if that cannot be seen. */
    public static List<Path> directories(Instant now) {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> old = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(temporary, ScratchDatabase.NAME_PREFIX + "*")) {
            for (Path directory : found) {
                if (Files.isDirectory(directory)
                        && Files.getLastModifiedTime(directory).toInstant().isBefore(now.minus(OLD))) {
                    old.add(directory);
                }
            }
        } catch (IOException | RuntimeException unreadable) {
            return old;
        }
        return old;
    }

    /** What ends a database of this name, in the SQL of every server. */
    public static String dropping(List<String> names) {
        return String.join(
                "; ", names.stream().map(name -> "drop database " + name).toList());
    }
}
