package dev.hawser.migrations;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a file beside the database's own, which the operating system drops when the process ends, however it ends. What is locked is never the database's file: to
 * close it would drop the locks that the database's driver has on it.
 */
final class FileLock implements MigrationLock {

    private static final String SUFFIX = ".hawser-lock";

    private final Path file;
    private @Nullable FileChannel held;

    /** {@code database}: its file. */
    FileLock(Path database) {
        Path absolute = database.toAbsolutePath().normalize();
        this.file = absolute.resolveSibling(absolute.getFileName() + SUFFIX);
    }

    @Override
    public boolean tryTake() {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            boolean taken = false;
            try {
                taken = channel.tryLock() != null && isStillThere(channel);
            } catch (OverlappingFileLockException somebodyInThisProcess) {
                return false;
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
            held = taken ? channel : null;
            return taken;
        } catch (IOException failed) {
            throw new MigrationException(
                    file + ": the lock that keeps others from migrating cannot be taken: " + failed.getMessage()
                            + "; the directory must be writable. Nothing was changed",
                    failed);
        }
    }

    /** Who had it before deletes the file: then this is the lock of a file that others no longer see. */
    private boolean isStillThere(FileChannel channel) throws IOException {
        String mark = ProcessHandle.current().pid() + " " + UUID.randomUUID();
        byte[] bytes = mark.getBytes(StandardCharsets.UTF_8);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(bytes), 0);
        return Files.exists(file) && mark.equals(Files.readString(file));
    }

    @Override
    public void release() {
        FileChannel channel = held;
        if (channel == null) {
            return;
        }
        held = null;
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            // An empty file nobody holds is harmless; on Windows it cannot be deleted while it is open.
            org.slf4j.LoggerFactory.getLogger(FileLock.class).debug("{} stays: {}", file, stays.getMessage());
        }
    }

    @Override
    public String holder() {
        try {
            return "process " + Files.readString(file).split(" ", 2)[0];
        } catch (IOException gone) {
            return "another process";
        }
    }
}
