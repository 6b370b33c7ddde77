package dev.hawser.internal.pool;

import dev.hawser.HostSpec;
import dev.hawser.spi.EngineConnection;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The right to use one connection until it is released. A new object for each loan, so that whoever releases twice, or uses what was released, never touches the next
 * borrower's. For one thread at a time; {@link #abort()} may be called from any.
 */
public final class Lease {

    private static final VarHandle TOKEN;

    static {
        try {
            TOKEN = MethodHandles.lookup().findVarHandle(Lease.class, "token", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final PooledConnection pooled;

    /** The connection's token until the release: see {@link LeakWatch}. */
    private volatile @Nullable Object token;

    Lease(PooledConnection pooled, Object token) {
        this.pooled = pooled;
        TOKEN.set(this, token); // plain: nobody else has seen the lease yet
    }

    /**
     * The connection. Not to be used after {@link #release}.
     *
     * @throws IllegalStateException after that
     */
    public EngineConnection connection() {
        if (token == null) {
            throw new IllegalStateException("this connection to " + host() + " was given back and must not be used");
        }
        return pooled.connection;
    }

    /** Where the connection leads. */
    public HostSpec host() {
        return pooled.pool.host();
    }

    /** Notes what is about to run, for whoever asks what this holder is doing. */
    public void running(String sql) {
        if (token != null) {
            pooled.lastSql = sql;
            pooled.usedBy(Thread.currentThread());
        }
    }

    /** Names the work that holds it, for whoever asks. */
    public void label(@Nullable String label) {
        if (token != null) {
            pooled.label = label;
        }
    }

    /** Nobody is to be told that it is held for long, because it is meant to be. */
    public void expectedLong() {
        if (token != null) {
            pooled.reported = true;
        }
    }

    /** Gives the connection back. Only the first release counts. */
    public void release() {
        Object mine = claim();
        if (mine != null) {
            pooled.pool.giveBack(pooled, mine);
            Reference.reachabilityFence(mine);
        }
    }

    /** Closes the connection instead of giving it back. With {@code lost}, every other connection that is as old is suspected of the same and retired. */
    public void evict(String why, boolean lost) {
        Object mine = claim();
        if (mine != null) {
            pooled.pool.evict(pooled, why, lost);
            Reference.reachabilityFence(mine); // until here it is not lost
        }
    }

    /** Cuts the connection at once. */
    public void abort() {
        Object mine = claim();
        if (mine != null) {
            pooled.pool.abort(pooled);
            Reference.reachabilityFence(mine);
        }
    }

    /** Whether it was given back. */
    public boolean isReleased() {
        return token == null;
    }

    private @Nullable Object claim() {
        return token == null ? null : TOKEN.getAndSet(this, null);
    }
}
