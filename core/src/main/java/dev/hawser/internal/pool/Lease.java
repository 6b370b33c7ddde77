package dev.hawser.internal.pool;

import dev.hawser.HostSpec;
import dev.hawser.spi.EngineConnection;
import java.util.concurrent.atomic.AtomicBoolean;

/** The right to use one connection until it is released. For one thread at a time; {@link #abort()} may be called from any. */
public final class Lease extends AtomicBoolean {

    private static final long serialVersionUID = 1L;

    private final transient ConnectionPool pool;
    private final transient PooledConnection pooled;

    Lease(ConnectionPool pool, PooledConnection pooled) {
        this.pool = pool;
        this.pooled = pooled;
    }

    /** The connection. Not to be used after {@link #release}. */
    public EngineConnection connection() {
        return pooled.connection;
    }

    /** Where the connection leads. */
    public HostSpec host() {
        return pool.host();
    }

    /** Notes what is about to run, for whoever asks what this holder is doing. */
    public void running(String sql) {
        pooled.lastSql = sql;
    }

    /** Gives the connection back. Only the first release counts. */
    public void release() {
        if (compareAndSet(false, true)) {
            pool.giveBack(pooled);
        }
    }

    /** Closes the connection instead of giving it back. With {@code lost}, every other connection that is as old is suspected of the same and retired. */
    public void evict(String reason, boolean lost) {
        if (compareAndSet(false, true)) {
            pool.retire(pooled, reason, lost);
        }
    }

    /** Cuts the connection at once. */
    public void abort() {
        pooled.connection.abort();
        evict("aborted", false);
    }

    /** Whether it was given back. */
    public boolean isReleased() {
        return get();
    }
}
