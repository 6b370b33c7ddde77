package dev.hawser.internal.pool;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who waits, the earliest deadline first, and how fast they are served. With equal time-outs that is first come, first served; a unit of work that carries one
 * deadline through several acquisitions keeps the place that it had when it began. Not thread-safe: guarded by the pool's lock.
 */
final class WaitQueue {

    /** How much of the estimate the newest interval makes up: about the last fifty services count. */
    private static final double WEIGHT = 0.02;

    private final TreeSet<Waiter> waiters = new TreeSet<>();
    private double interval;
    private long lastService;
    private long arrivals;

    Waiter newWaiter(long deadline, long now) {
        return new Waiter(deadline, arrivals++, now);
    }

    void add(Waiter waiter) {
        if (waiters.isEmpty()) {
            lastService = waiter.since;
        }
        waiters.add(waiter);
    }

    boolean remove(Waiter waiter) {
        return waiters.remove(waiter);
    }

    /** The next to be served by a connection that became free at {@code now}; null if nobody waits. */
    @Nullable
    Waiter serve(long now) {
        Waiter first = waiters.pollFirst();
        if (first != null) {
            double took = now - lastService;
            interval = interval == 0 ? took : interval + WEIGHT * (took - interval);
            lastService = now;
        }
        return first;
    }

    /** The next, without a connection for it. */
    @Nullable
    Waiter poll() {
        return waiters.pollFirst();
    }

    /** Nanoseconds until somebody who arrives now with this deadline is served, if it goes on as of late; 0 when nothing is known yet. */
    long expectedWait(long deadline) {
        return (long) ((ahead(deadline) + 1) * interval);
    }

    /** How many are served before somebody with this deadline. Between the first and the last, as if deadlines were spread evenly: counting would take long. */
    private double ahead(long deadline) {
        if (waiters.isEmpty() || deadline - waiters.first().deadline() < 0) {
            return 0;
        }
        long spread = waiters.last().deadline() - waiters.first().deadline();
        long before = deadline - waiters.first().deadline();
        return before >= spread ? waiters.size() : waiters.size() * ((double) before / spread);
    }

    int size() {
        return waiters.size();
    }

    boolean isEmpty() {
        return waiters.isEmpty();
    }

    Iterable<Waiter> all() {
        return waiters;
    }
}
