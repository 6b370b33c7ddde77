package dev.hawser.backups;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that nobody else may read, from the moment that they are there: they hold what a database holds, or say what that is. */
final class OwnFile {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser.backup");

    private OwnFile() {}

    /** A new file to write to; one that is there already is an error. */
    static FileChannel create(Path file) throws IOException {
        return open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Opens a file, and makes it if it is not there and the options say so. */
    static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), attributes(file, "rw-------"));
    }

    /** Writes all of {@code content} to a new file. */
    static void copy(InputStream content, Path to) throws IOException {
        try (FileChannel channel = create(to);
                OutputStream file = Channels.newOutputStream(channel)) {
            content.transferTo(file);
        }
    }

    /** Makes a directory that nobody else may look into, and those above it, if they are not there. */
    static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, attributes(directory, "rwx------"));
    }

    /** Deletes a file, or a directory with all that is in it, if it is there. */
    static void deleteTree(Path top) throws IOException {
        if (Files.notExists(top, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(top)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    private static FileAttribute<?>[] attributes(Path path, String permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Lets those use a file who could use the one that it is going to replace. Its owner is given away only by who may do so; that is told if it does not work. */
    static void takeAfter(Path original, Path file) throws IOException {
        if (!isPosix(file) || Files.notExists(original)) {
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(original, PosixFileAttributes.class);
        PosixFileAttributes given = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        try {
            if (!given.group().equals(wanted.group())) {
                view.setGroup(wanted.group());
            }
            if (!given.owner().equals(wanted.owner())) {
                view.setOwner(wanted.owner());
            }
        } catch (IOException notAllowed) {
            log.atWarn()
                    .setMessage("a file that is restored cannot be given to its former owner: do it by hand")
                    .addKeyValue("file", original)
                    .addKeyValue("owner", wanted.owner() + ":" + wanted.group())
                    .log();
        }
        view.setPermissions(wanted.permissions());
    }
}
