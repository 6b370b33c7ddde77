package dev.hawser.engines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to one Access file: two processes that both write lose each other's data without a word. The operating system locks a byte of a file beside it,
 * and lets go when the process ends, however it ends. The file beside it stays, since whoever deleted it could not know that nobody is just locking it; it says who
 * holds the lock. Thread-safe.
 */
final class AccessLock {

    static final String SUFFIX = ".lock";

    // Behind all content: on Windows what is locked cannot be read by others.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    private static final int LONGEST_NAME = 200;

    // A process does not exclude itself: closing any other descriptor of the file would give its own lock away.
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final Path lockFile;
    private final ReentrantLock guard = new ReentrantLock();
    private @Nullable FileChannel channel;

    /** {@code file}: its real path, so that everybody means the same. */
    AccessLock(Path file) {
        this.file = file;
        this.lockFile = file.resolveSibling(file.getFileName() + SUFFIX);
    }

    /** Takes the lock, if it is not held by this already. Does not wait. */
    void hold() throws SQLException {
        guard.lock();
        try {
            if (channel == null) {
                requireClosedInAccess();
                channel = acquire();
            }
        } finally {
            guard.unlock();
        }
    }

    private FileChannel acquire() throws SQLException {
        if (!OWN.add(lockFile)) {
            throw refused("is open in this process already: use one DatabaseManager, and one name for it");
        }
        boolean held = false;
        try {
            FileChannel opened = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                FileLock lock = opened.tryLock(LOCKED_BYTE, 1, false);
                if (lock == null) {
                    throw refused("is held by " + holder(opened) + ", and two processes that write lose data: close it"
                            + " there, or open it with readonly: true");
                }
                sign(opened);
                held = true;
                return opened;
            } finally {
                if (!held) {
                    opened.close();
                }
            }
        } catch (IOException failed) {
            throw new SQLException(
                    "the lock file " + lockFile + " cannot be used: " + failed, AccessErrors.CANNOT_OPEN, failed);
        } finally {
            if (!held) {
                OWN.remove(lockFile);
            }
        }
    }

    private static void sign(FileChannel channel) throws IOException {
        String name = "process " + ProcessHandle.current().pid() + " since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
        channel.truncate(0).write(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer name = ByteBuffer.allocate(LONGEST_NAME);
        channel.read(name, 0);
        String text = StandardCharsets.UTF_8.decode(name.flip()).toString().strip();
        return text.isEmpty() ? "another process" : text;
    }

    /** MS Access keeps such a file while somebody has the database open, and knows nothing of our lock. */
    void requireClosedInAccess() throws SQLException {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        String suffix = AccessEngine.isAccdb(name) ? ".laccdb" : ".ldb";
        Path users = file.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + suffix);
        if (Files.exists(users)) {
            throw refused(
                    "is open in MS Access, as " + users + " shows: close it there, or open it with readonly: true;"
                            + " if nobody has it open, MS Access did not end well, and that file may be deleted");
        }
    }

    private SQLException refused(String why) {
        return new SQLException("the file " + file + " " + why, AccessErrors.LOCKED);
    }

    /** Gives the lock back, if it is held. */
    void release() {
        guard.lock();
        try {
            if (channel != null) {
                channel.truncate(0);
                channel.close();
            }
        } catch (IOException gone) {
            // The lock ends with the descriptor, which is closed even so, or with the process.
        } finally {
            if (channel != null) {
                OWN.remove(lockFile);
                channel = null;
            }
            guard.unlock();
        }
    }
}
