package dev.hawser.internal.pool;

import dev.hawser.error.DatabaseException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A caller in the queue. Served exactly once, under the pool's lock, with a connection or with the reason why there will be none. */
final class Waiter {

    private final Thread thread = Thread.currentThread();
    private volatile @Nullable PooledConnection connection;
    private volatile @Nullable DatabaseException failure;

    void serve(PooledConnection served) {
        connection = served;
        LockSupport.unpark(thread);
    }

    void fail(DatabaseException reason) {
        failure = reason;
        LockSupport.unpark(thread);
    }

    Thread thread() {
        return thread;
    }

    boolean isServed() {
        return connection != null || failure != null;
    }

    @Nullable
    PooledConnection connection() {
        return connection;
    }

    @Nullable
    DatabaseException failure() {
        return failure;
    }
}
