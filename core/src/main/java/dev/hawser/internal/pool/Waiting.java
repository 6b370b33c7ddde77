package dev.hawser.internal.pool;

import dev.hawser.error.PoolExhaustedException;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How a caller waits in a pool's queue: until it is served, its time is over, it is interrupted, or it turns out that nobody can go on. Thread-safe. */
final class Waiting {

    /** How long every holder must have waited for another connection before that counts as a deadlock. */
    private static final long DEADLOCK_NANOS = Duration.ofMillis(500).toNanos();

    private final ConnectionPool pool;
    private final Openers openers;
    private final CloseLooks closeLooks;
    private final Refusals refusals;
    private final Ticker ticker;
    private final PoolListener listener;

    Waiting(
            ConnectionPool pool,
            Openers openers,
            CloseLooks closeLooks,
            Refusals refusals,
            Ticker ticker,
            PoolListener listener) {
        this.pool = pool;
        this.openers = openers;
        this.closeLooks = closeLooks;
        this.refusals = refusals;
        this.ticker = ticker;
        this.listener = listener;
    }

    /** Waits until the waiter, who is in the queue, is served. Blocks until its deadline at most. */
    PooledConnection until(Waiter waiter) {
        while (!waiter.isServed()) {
            long now = ticker.nanoTime();
            long remaining = waiter.deadline() - now;
            boolean interrupted = Thread.currentThread().isInterrupted();
            boolean over = remaining <= 0 || now - waiter.since < 0; // or the clock went back: it might wait for ages
            if ((over || interrupted) && pool.look(state -> state.leave(waiter))) {
                throw interrupted ? refusals.interrupted(waiter.since) : exhausted(waiter);
            }
            if (waiter.nested && now - waiter.since >= DEADLOCK_NANOS) {
                refuseIfDeadlocked(waiter, now);
            }
            if (!waiter.isServed()) {
                LockSupport.parkNanos(this, waiter.nested ? Math.min(remaining, DEADLOCK_NANOS) : remaining);
            }
        }
        if (waiter.isLate()) {
            throw exhausted(waiter);
        }
        return waiter.connection();
    }

    private PoolExhaustedException exhausted(Waiter waiter) {
        listener.timedOut();
        Refusals.Exhaustion seen = pool.look(state -> {
            state.countTimeout();
            return new Refusals.Exhaustion(state.stats(), state.isSuspended(), state.holders(), openers.lastFailure());
        });
        return refusals.exhausted(waiter, seen, closeLooks.atStacks());
    }

    /** Ends a wait that cannot end well: everything is lent to threads that wait for more. The connections of this one then help the others on. */
    private void refuseIfDeadlocked(Waiter waiter, long now) {
        List<Holder> holders = pool.look(state -> {
            if (!state.deadlocked(now - DEADLOCK_NANOS) || !state.leave(waiter)) {
                return List.of();
            }
            state.countTimeout();
            return state.holders();
        });
        if (!holders.isEmpty()) {
            listener.timedOut();
            throw refusals.deadlocked(waiter, holders);
        }
    }
}
