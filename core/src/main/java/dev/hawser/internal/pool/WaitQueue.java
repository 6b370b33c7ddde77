package dev.hawser.internal.pool;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who waits, the earliest deadline first, and how fast they are served. With equal time-outs that is first come, first served; a unit of work that carries one
 * deadline through several acquisitions keeps the place that it had when it began. Not thread-safe: guarded by the pool's lock.
 */
final class WaitQueue {

    /** How much older services count for each newer one: about the last hundred make up the estimate. */
    private static final double MEMORY = 0.99;

    private final TreeSet<Waiter> waiters = new TreeSet<>();
    private long arrivals;

    // How long those who were served had waited, and how many had stood before them, themselves included: sums that
    // fade.
    private double waits;
    private double places;

    /** Somebody came, and may have to wait. */
    void arrived(Waiter waiter) {
        waiter.arrive(++arrivals);
    }

    void add(Waiter waiter) {
        waiter.ahead = ahead(waiter.deadline());
        waiters.add(waiter);
    }

    boolean remove(Waiter waiter) {
        return waiters.remove(waiter);
    }

    /** {@code served} got a connection at {@code now} that somebody else had: its wait says what a place in the queue costs. */
    void learn(Waiter served, long now) {
        waits = waits * MEMORY + (now - served.since);
        places = places * MEMORY + served.ahead + 1;
    }

    /** The next; null if nobody waits. */
    @Nullable
    Waiter poll() {
        return waiters.pollFirst();
    }

    /**
     * Nanoseconds until somebody who arrives now with this deadline is served, if it goes on as of late; 0 when nothing is known yet. What a place in the queue costs is
     * taken from those who stood there: those in front may come again for further connections, and are then served first again.
     */
    long expectedWait(long deadline) {
        return places == 0 ? 0 : (long) ((ahead(deadline) + 1) * (waits / places));
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

    /** The next, who stays; null if nobody waits. */
    @Nullable
    Waiter first() {
        return waiters.isEmpty() ? null : waiters.first();
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
