package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

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

    @Override
    public void close() {
        if (locked) {
            lock.release();
        }
    }
}
