package dev.hawser.migrations;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock on a file beside the database's own, which the operating system drops when the process ends, however it ends. The file stays: whoever deleted it could not tell
 * whether somebody waits for it.
 *
 * <p>What is locked is never the database's file, and within this process a set says who has it: where locks are POSIX's, to close a file, however it was opened, drops all
 * the locks that the process has on it.
 */
final class FileLock implements MigrationLock {

    private static final String SUFFIX = ".hawser-lock";
    private static final Logger LOG = LoggerFactory.getLogger(FileLock.class);
    private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private @Nullable FileChannel held;

    /** {@code database}: its file. */
    FileLock(Path database) {
        Path real = real(database.toAbsolutePath().normalize());
        this.file = real.resolveSibling(real.getFileName() + SUFFIX);
    }

    /** Where links lead to, so that one file has one lock; of a file that is not there yet, where its directory is. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException notThere) {
            Path directory = path.getParent();
            return directory == null || !Files.isDirectory(directory)
                    ? path
                    : real(directory).resolve(path.getFileName());
        }
    }

    @Override
    public boolean tryTake() {
        if (!TAKEN.add(file)) {
            return false;
        }
        boolean taken = false;
        try {
            taken = lock();
            return taken;
        } catch (IOException failed) {
            throw new MigrationException(
                    file + ": the lock that keeps others from migrating cannot be taken: " + failed.getMessage()
                            + "; the directory must be writable. Nothing was changed",
                    failed);
        } finally {
            if (!taken) {
                TAKEN.remove(file);
            }
        }
    }

    private boolean lock() throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            taken = channel.tryLock() != null;
            if (taken) {
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
                held = channel;
            }
            return taken;
        } catch (OverlappingFileLockException loadedTwice) { // by two class loaders, which have a set each
            return false;
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    @Override
    public void release() {
        FileChannel channel = held;
        if (channel == null) {
            return;
        }
        held = null;
        try (channel) {
            channel.truncate(0);
        } catch (IOException stays) {
            LOG.debug("{} was not emptied: {}", file, stays.getMessage());
        } finally {
            TAKEN.remove(file);
        }
    }

    @Override
    public String holder() {
        if (TAKEN.contains(file)) {
            return "this process";
        }
        try {
            return "process " + Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException gone) {
            return "another process";
        }
    }
}
