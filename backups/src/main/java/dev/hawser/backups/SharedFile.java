package dev.hawser.backups;

import dev.hawser.error.ErrorCategory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A backup on the disk of a server that writes and reads it itself, in a directory that this process can use, too. Deleted when closed. */
final class SharedFile implements AutoCloseable {

    static final String ADVICE = "Set backups.server-directory to a directory that the server's service and this"
            + " process can both read and write under the same path";

    private static final Logger log = LoggerFactory.getLogger("dev.hawser.backup");
    private static final String PREFIX = "hawser-backup-";

    /** A server may be at work for long before it writes again. */
    private static final Duration QUIET = Duration.ofDays(1);

    private final BackupSite site;
    private final Path path;

    private SharedFile(BackupSite site, Path path) {
        this.site = site;
        this.path = path;
    }

    /** A name that nobody has. */
    static SharedFile of(BackupSite site) throws IOException {
        Path directory = directory(site);
        Leftovers.remove(directory, PREFIX, QUIET);
        return new SharedFile(site, directory.resolve(Leftovers.own(PREFIX) + UUID.randomUUID() + ".bak"));
    }

    /** {@code backups.server-directory}, or where this process has its own files, if the server is on this machine. */
    static Path directory(BackupSite site) throws IOException {
        Path configured = site.config().backups().serverDirectory();
        if (configured == null) {
            InetAddress address = InetAddress.getByName(site.host().host());
            if (address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null) {
                return site.staging();
            }
            throw refused(site, "the server writes backups on its own disk, and is not on this machine");
        }
        if (!Files.isDirectory(configured)) {
            throw refused(site, configured + " is no directory here");
        }
        return configured.toAbsolutePath();
    }

    /** The room for a backup of so many bytes, on the disk that the server reads it from. */
    static SpaceNeeded space(BackupSite site, long bytes) throws IOException {
        return site.config().backups().serverDirectory() == null
                ? SpaceNeeded.temporary(directory(site), bytes)
                : new SpaceNeeded(
                        directory(site),
                        SpaceNeeded.withSpare(bytes),
                        "Make room there, or set backups.server-directory to a directory on another disk");
    }

    private static BackupException refused(BackupSite site, String why) {
        return new BackupException(
                ErrorCategory.REFUSED,
                "cannot back up or restore " + site.config().name() + " at " + site.host() + ": " + why,
                site.config().name(),
                ADVICE,
                null);
    }

    Path path() {
        return path;
    }

    /** How much of it there is. */
    long bytes() {
        return path.toFile().length();
    }

    /** Hands on what the server has written. */
    void copyTo(OutputStream to) throws IOException {
        if (!Files.isReadable(path)) {
            throw refused(site, "the server says that it has written " + path + ", which this process cannot read");
        }
        Files.copy(path, to);
    }

    /** Writes what the server is to read, to the end, where its last check stands. */
    void write(InputStream from) throws IOException {
        Files.copy(from, path);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException failed) {
            log.atWarn()
                    .setMessage("a backup could not be deleted where its server has written it; delete it yourself")
                    .addKeyValue("database", site.config().name())
                    .addKeyValue("file", path)
                    .addKeyValue("error", failed.toString())
                    .log();
        }
    }
}
