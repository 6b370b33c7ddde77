package dev.hawser.internal.pool;

import dev.hawser.spi.EngineConnection;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a pool owns, and what is known of its present loan. Whoever has taken it out of the idle ones writes its fields; handing it on publishes them. What a
 * loan is about is also read by others, for messages and statistics, where a value that is a moment old is good enough.
 */
final class PooledConnection {

    private static final double RECYCLE_VARIANCE = 0.25;

    // Far enough never to be reached, near enough for differences of nanoTime() not to overflow.
    private static final long FOREVER = Long.MAX_VALUE / 4;

    private static final VarHandle HOLDER;

    static {
        try {
            HOLDER = MethodHandles.lookup().findVarHandle(PooledConnection.class, "holder", Thread.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    final ConnectionPool pool;
    final EngineConnection connection;
    final Stamp stamp;

    /** When it is too old. */
    final long expiresAt;

    private final LeakWatch watch;

    /** Held while it is idle; while it is lent only the lease holds it. See {@link LeakWatch}. */
    private @Nullable Object token;

    /** When it was last given back, and until when it may be lent after that without a look at it. By the coarse clock. */
    long lastUsed;

    long fitUntil;

    /** When it was last given back or gave a sign of life. */
    long lastHeard;

    /** Between 0 and 1, at random: how much sooner than the others it is recycled and asked for a sign of life, so that not all are at once. */
    final double variance;

    // The loan.

    private @Nullable Thread holder;
    long heldSince;

    @Nullable
    String lastSql;

    @Nullable
    String label;
    /** Where it was acquired, if this loan is among those that are looked at closely. */
    @Nullable
    Acquisition acquisition;

    boolean reported;

    private volatile boolean cut;

    /** How often it was lent. */
    long loans;

    PooledConnection(
            ConnectionPool pool,
            EngineConnection connection,
            Stamp stamp,
            long now,
            long recycleNanos,
            double variance) {
        this.pool = pool;
        this.connection = connection;
        this.stamp = stamp;
        this.variance = variance;
        this.expiresAt = now
                + (recycleNanos == 0 ? FOREVER : recycleNanos - (long) (RECYCLE_VARIANCE * variance * recycleNanos));
        this.lastUsed = now;
        Object first = new Object();
        this.token = first;
        this.watch = new LeakWatch(this, first, pool.leaks());
    }

    /** Begins a loan. Returns the token that its lease must hold. */
    Object lend(Thread thread, long now) {
        loans++;
        heldSince = now;
        lastSql = null;
        HOLDER.setRelease(this, thread);
        Object handedOut = token;
        if (handedOut == null) {
            throw new IllegalStateException("a connection was lent twice");
        }
        token = null;
        return handedOut;
    }

    /** Ends a loan. */
    void returned(Object handedBack, long now, long trustedUntil) {
        token = handedBack;
        lastUsed = now;
        heardOf(now, trustedUntil);
        if (acquisition != null || label != null || reported) {
            acquisition = null;
            label = null;
            reported = false;
        }
        HOLDER.setRelease(this, null);
    }

    /** It gave a sign of life. */
    void heardOf(long now, long trustedUntil) {
        lastHeard = now;
        fitUntil = trustedUntil;
    }

    /** It must be looked at before it is lent, if such looks are taken at all. */
    void distrust(long now, boolean prePing) {
        if (prePing) {
            fitUntil = now;
        }
    }

    /** Notes who will have it, before that thread runs. */
    void reserveFor(Thread thread, long now) {
        heldSince = now;
        HOLDER.setRelease(this, thread);
    }

    /** The pool cuts it while it is lent: that it breaks then says nothing of others. */
    void cut() {
        cut = true;
        connection.abort();
    }

    boolean isCut() {
        return cut;
    }

    /** Who has it; null while nobody has. */
    @Nullable
    Thread holder() {
        return (Thread) HOLDER.getAcquire(this);
    }

    /** Notes that another thread works with it. */
    void usedBy(Thread thread) {
        if (holder != thread) {
            HOLDER.setRelease(this, thread);
        }
    }

    /** It leaves the pool: nobody needs to hear if its token is lost. */
    void forget() {
        watch.clear();
        HOLDER.setRelease(this, null);
    }
}
