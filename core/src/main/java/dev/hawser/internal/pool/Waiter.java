package dev.hawser.internal.pool;

import dev.hawser.error.DatabaseException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A caller in the queue. Served exactly once, under the pool's lock, with a connection or with the reason why there will be none. Ordered by deadline, and by arrival
 * where deadlines are the same.
 */
final class Waiter implements Comparable<Waiter> {

    private final Thread thread = Thread.currentThread();
    private final long deadline;
    /** A number that rises with each arrival; 0 until it has arrived. Written under the pool's lock. */
    private long place;

    /** When it began to wait, exactly. */
    final long since;

    /** The {@linkplain ConnectionPool#diversion diversion} that was the last when it was sent here: at the next, it is sent away. */
    final @Nullable DatabaseException diversion;

    /** About how many were to be served before it when it joined the queue. */
    double ahead;

    /** Whether its thread holds a connection of the same pool already. Guarded by the pool's lock. */
    boolean nested;

    /** The next in a list of waiters that were served together. */
    @Nullable
    Waiter nextServed;

    private static final Object LATE = new Object();

    private volatile @Nullable Object outcome;

    Waiter(long deadline, long since, @Nullable DatabaseException diversion) {
        this.deadline = deadline;
        this.since = since;
        this.diversion = diversion;
    }

    /** Takes its place behind all who came before, unless it has one already. */
    void arrive(long number) {
        if (place == 0) {
            place = number;
        }
    }

    /** What it gets. Whoever calls this wakes it afterwards, without the lock. */
    void serve(PooledConnection served) {
        outcome = served;
    }

    /** Why it gets nothing. Whoever calls this wakes it afterwards, without the lock. */
    void fail(DatabaseException reason) {
        outcome = reason;
    }

    /** Its time was over before its turn came. Whoever calls this wakes it afterwards, without the lock. */
    void late() {
        outcome = LATE;
    }

    boolean isLate() {
        return outcome == LATE;
    }

    /** The same place in the queue, for a caller whose connection turned out to be unfit. */
    Waiter again() {
        Waiter again = new Waiter(deadline, since, diversion);
        again.place = place;
        return again;
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    Thread thread() {
        return thread;
    }

    long deadline() {
        return deadline;
    }

    boolean isServed() {
        return outcome != null;
    }

    /** The connection that it was served. Throws the reason if there is none. */
    PooledConnection connection() {
        Object known = outcome;
        if (known instanceof PooledConnection served) {
            return served;
        }
        if (known instanceof DatabaseException reason) {
            throw Refusals.forOneCaller(reason);
        }
        throw new IllegalStateException("asked before it was served");
    }

    @Override
    public int compareTo(Waiter other) {
        long earlier = deadline - other.deadline; // a difference, because nanoTime() may overflow
        return earlier != 0 ? Long.signum(earlier) : Long.compare(place, other.place);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
