package dev.hawser.engines;

import dev.hawser.FlushMode;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;

/**
 * An Access file that no other process writes to for as long as this is open: not one that uses Hawser, and not MS Access. For one thread at a time.
 */
public final class AccessFile implements AutoCloseable {

    private final Path path;
    private final AccessLock lock;
    private final boolean locked;

    private AccessFile(Path path, AccessLock lock, boolean locked) {
        this.path = path;
        this.lock = lock;
        this.locked = locked;
    }

    /**
     * The file of a database that is open in this process. If that may write it has the lock already; one that is read-only gets it here.
     *
     * @throws SQLException if another process may be writing; the message says which
     */
    public static AccessFile of(DatabaseConfig config) throws SQLException {
        Path path = AccessConnections.real(Path.of(config.database()));
        AccessLock lock = new AccessLock(path);
        boolean locks =
                config.readonly() && Files.isWritable(path.toAbsolutePath().getParent());
        if (locks) {
            lock.hold();
        } else {
            lock.requireClosedInAccess();
        }
        return new AccessFile(path, lock, locks);
    }

    /** Where it really is. */
    public Path path() {
        return path;
    }

    /** That MS Access has not opened it meanwhile, which heeds no lock of ours. */
    public void requireStillAlone() throws SQLException {
        lock.requireClosedInAccess();
    }

    /**
     * Puts another file in its place, with the permissions that this one has: the driver keeps a file open, and in memory, as long as anybody is connected to it, so nobody may be
     * meanwhile. What runs on {@code database} may end for {@code drain} and is cancelled then; what comes waits. Blocks that long and two seconds at most.
     *
     * @param by in the same directory tree; it is gone afterwards
     */
    public void exchange(SqlDatabase database, Path by, Duration drain) throws IOException, SQLException {
        database.pause(drain);
        try {
            database.pool().flush(FlushMode.ALL);
            requireStillAlone();
            if (Files.exists(path)
                    && path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(by, Files.getPosixFilePermissions(path));
            }
            Files.move(by, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            database.resume();
        }
        database.reconnect();
    }

    @Override
    public void close() {
        if (locked) {
            lock.release();
        }
    }
}
