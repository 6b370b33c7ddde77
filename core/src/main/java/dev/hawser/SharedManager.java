package dev.hawser;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Holds the manager of this process. Thread-safe. */
final class SharedManager {

    private static final ReentrantLock LOCK = new ReentrantLock();

    @GuardedBy("LOCK")
    private static @Nullable DatabaseManager instance;

    private SharedManager() {}

    static DatabaseManager get() {
        LOCK.lock();
        try {
            DatabaseManager open = current();
            return open != null ? open : open(DatabaseManager.builder());
        } finally {
            LOCK.unlock();
        }
    }

    static DatabaseManager get(DatabaseManager.Builder builder) {
        LOCK.lock();
        try {
            DatabaseManager open = current();
            if (open == null) {
                return open(builder);
            }
            if (!open.config().equals(builder.load())) {
                throw new IllegalStateException(
                        "the shared DatabaseManager is already open with another configuration, of "
                                + open.config().databases()
                                + "; call closeShared() first, or open one of your own with open()");
            }
            return open;
        } finally {
            LOCK.unlock();
        }
    }

    static void close() {
        DatabaseManager closing;
        LOCK.lock();
        try {
            closing = instance;
            instance = null;
        } finally {
            LOCK.unlock();
        }
        if (closing != null) {
            closing.close();
        }
    }

    @GuardedBy("LOCK")
    private static @Nullable DatabaseManager current() {
        DatabaseManager open = instance;
        return open == null || open.isClosed() ? null : open;
    }

    @GuardedBy("LOCK")
    private static DatabaseManager open(DatabaseManager.Builder builder) {
        DatabaseManager opened = builder.open();
        instance = opened;
        return opened;
    }
}
