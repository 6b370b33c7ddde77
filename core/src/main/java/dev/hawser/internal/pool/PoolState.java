package dev.hawser.internal.pool;

import dev.hawser.PoolStats;
import dev.hawser.PoolTotals;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/*
 * A connection is idle, lent, or in the hands of whoever looks at it (a test, a keepalive, a close). Whoever takes it out of the idle ones owns it, so that it is never in
 * two hands. `open` lists them all, and open + connects under way <= size + max-overflow.
 *
 * While the gate is open, nobody waits and nothing is out of the ordinary: then a connection is taken from a hot slot and put back there by one exchange each, without the
 * lock (see IdleConnections). Everything else happens here, under the lock. The two halves meet like this:
 *
 *   who gives back:  puts the connection into its slot, then looks at the gate
 *   who must wait:   joins the queue and shuts the gate, then looks into the slots
 *
 * Both steps of both are volatile accesses, so that at least one of the two sees the other: no wake-up is lost. Whoever sees the other calls settle(), which brings idle
 * connections and waiters together: the earliest deadline is served first, by direct hand-off, and while the gate is shut nobody is lent a connection in another way.
 *
 * A connection is lent only while its stamp is the pool's present one. Stamps are taken when a connect starts; a lost connection, a flush, another role of the host, or
 * newer credentials replace the pool's stamp, and with it every connection that carries an older one, wherever it is: one comparison at the loan, one at the return.
 */

/**
 * Which connections a pool has, who waits, and what follows from that. Every method is called with the pool's lock held, unless it says otherwise, and none does I/O, wakes
 * a thread or tells a listener: that is left for {@link Aftermath}.
 */
final class PoolState {

    /** With {@code shed}: the share of its time that a caller may be expected to wait. The rest is for its work, which may take further connections. */
    private static final double SHARE_FOR_WAITING = 0.4;

    private static final List<RetireReason> OUTDATED =
            List.of(RetireReason.ROLE_CHANGED, RetireReason.OLD_CREDENTIALS, RetireReason.FLUSHED);

    private final Ticker ticker;
    private final Openers openers;
    private final Refusals refusals;
    private final IdleConnections idle;
    private final List<PooledConnection> open = new ArrayList<>();
    private final WaitQueue queue = new WaitQueue();
    private boolean suspended;
    private boolean closed;

    // Read without the lock, written under it.
    private volatile @Nullable DatabaseException diversion;
    private volatile int spare;
    private volatile PoolConfig config;
    private volatile Stamp stamp = Stamp.FIRST;
    private volatile boolean gateOpen = true;

    /** The stamp of which idle connections were last rid of older ones. One that slips into a slot meanwhile is found when it is to be lent. */
    private Stamp settledFor = Stamp.FIRST;

    // Counters. Loans are counted by each connection, where nobody else writes.
    private long loansOfRetired;
    private long opened;
    private long invalid;
    private long timedOut;
    private long rejected;
    private long leaked;

    PoolState(PoolConfig config, Ticker ticker, Openers openers, Refusals refusals) {
        this.config = config;
        this.ticker = ticker;
        this.openers = openers;
        this.refusals = refusals;
        this.idle = new IdleConnections(config.size(), Runtime.getRuntime().availableProcessors());
    }

    // ------------------------------------------------------------------------------------------------------------------------------- without the lock

    /** Whether connections may be taken and put back without the lock. */
    boolean gateOpen() {
        return gateOpen;
    }

    Stamp stamp() {
        return stamp;
    }

    PoolConfig config() {
        return config;
    }

    @Nullable
    DatabaseException diversion() {
        return diversion;
    }

    @Nullable
    PooledConnection takeHot() {
        return idle.takeHot();
    }

    /** Returns the connection that was displaced, for {@link #putDown}. After this, look at the gate. */
    @Nullable
    PooledConnection putHot(PooledConnection connection) {
        return idle.putHot(connection);
    }

    /** Why a connection must not be lent; null if it may. */
    @Nullable
    RetireReason outdated(PooledConnection connection, long now) {
        return now - connection.expiresAt >= 0 ? RetireReason.RECYCLED : connection.stamp.outdatedBy(stamp);
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------ waiters

    /** Somebody wants a connection: it gets one at once, or is refused, or joins the queue. */
    Aftermath arrive(Waiter waiter) {
        Aftermath aftermath = new Aftermath();
        queue.arrived(waiter);
        if (closed) {
            aftermath.refusal = refusals.closed();
            return aftermath;
        }
        PooledConnection free = queue.isEmpty() && !suspended ? idle.pop() : null;
        if (free != null) {
            free.reserveFor(waiter.thread(), ticker.coarseNanoTime());
            aftermath.taken = free;
            return aftermath;
        }
        aftermath.refusal = hopeless(waiter);
        if (aftermath.refusal != null) {
            return aftermath;
        }
        boolean othersWait = !queue.isEmpty();
        join(waiter);
        if (othersWait && !suspended) {
            // The gate is shut, and nothing was idle when it was settled last: what came back since went to those
            // others.
            aftermath.connects = openers.plan(wanted(), capacity() - open.size(), connectsAtATime());
            return aftermath;
        }
        return settle(aftermath);
    }

    /** A connection turned out to be unfit: its place is free, and whoever had taken it waits again, where it stood. */
    Aftermath exchange(PooledConnection unfit, boolean lost, Waiter again) {
        strike(unfit, lost);
        Aftermath aftermath = new Aftermath();
        aftermath.refusal = closed ? refusals.closed() : diverted(again);
        if (aftermath.refusal == null) {
            join(again);
        }
        return settle(aftermath);
    }

    private void join(Waiter waiter) {
        waiter.nested = isHolder(waiter.thread());
        queue.add(waiter);
    }

    private boolean isHolder(Thread thread) {
        for (PooledConnection connection : open) {
            if (connection.holder() == thread) {
                return true;
            }
        }
        return false;
    }

    private @Nullable DatabaseException diverted(Waiter waiter) {
        DatabaseException last = diversion;
        return last == null || last == waiter.diversion ? null : Refusals.forOneCaller(last);
    }

    /** Why a caller need not even begin to wait; null if it may. */
    private @Nullable DatabaseException hopeless(Waiter waiter) {
        DatabaseException sentAway = diverted(waiter);
        if (sentAway != null) {
            return sentAway;
        }
        int room = capacity() - open.size(); // that many waiters wait for a connect, not for each other
        if (queue.size() >= config.maxWaiters() + Math.max(0, room)) {
            rejected++;
            return refusals.tooManyWait(stats(), config.maxWaiters());
        }
        if (config.shed()
                && room <= 0
                && !queue
                        .isEmpty()) { // into an empty queue one may always go, or nobody would find out that it is fast
            // again
            long left = waiter.deadline() - waiter.since;
            long expected = queue.expectedWait(waiter.deadline());
            if (expected > left * SHARE_FOR_WAITING) {
                rejected++;
                return refusals.noHope(stats(), Duration.ofNanos(expected), Duration.ofNanos(left));
            }
        }
        return suspended ? null : openers.refusal(open.isEmpty());
    }

    /** Takes a waiter out of the queue. False if it was served in this moment. */
    boolean leave(Waiter waiter) {
        boolean left = queue.remove(waiter);
        if (left) {
            setGate();
        }
        return left;
    }

    /** Whether everything is lent to threads that have waited for more since {@code since} at least, so that none can go on. */
    boolean deadlocked(long since) {
        if (suspended || openers.underWay() > 0 || open.size() < capacity()) {
            return false;
        }
        Set<Thread> waiting = new HashSet<>();
        for (Waiter waiter : queue.all()) {
            if (waiter.since - since <= 0) {
                waiting.add(waiter.thread());
            }
        }
        return open.stream().allMatch(connection -> waiting.contains(connection.holder()));
    }

    /** Ends the wait of those whom a failed connect concerns, the first in the queue first. */
    Aftermath refuse(int most, DatabaseException reason) {
        Aftermath aftermath = new Aftermath();
        for (int i = 0; i < most && !queue.isEmpty(); i++) {
            Waiter next = queue.poll();
            if (next != null) {
                next.fail(reason);
                aftermath.served(next);
            }
        }
        return settle(aftermath);
    }

    /** Sends everybody away who waits, and those who were sent here before this. */
    Aftermath divert(DatabaseException reason) {
        diversion = reason;
        return refuse(Integer.MAX_VALUE, reason);
    }

    /**
     * A connect failed. While connections are lent, waiters can still be served by those, and the failure is kept for the message to those who wait in vain. Without any, but
     * with other connects running, the first is told; with none, all. Wrong credentials concern everyone at once. While the pool is suspended nobody is told: the server
     * may be down on purpose.
     */
    Aftermath connectFailed(DatabaseException failure) {
        if (suspended) {
            return settle();
        }
        if (openers.lockedOut() || open.isEmpty() && !openers.connecting()) {
            return refuse(queue.size(), failure);
        }
        return refuse(open.isEmpty() ? 1 : 0, failure);
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------- settle

    /** Brings idle connections and waiters together, lets go of what must not be kept, and begins connects for those who still wait. */
    Aftermath settle() {
        return settle(new Aftermath());
    }

    private Aftermath settle(Aftermath aftermath) {
        setGate(); // shut it before looking into the slots
        if (settledFor != stamp) {
            dropOutdated(aftermath);
        }
        if (closed) {
            drop(idle.takeOut(any -> true, Integer.MAX_VALUE), RetireReason.POOL_CLOSED, aftermath);
        }
        int surplus = open.size() - capacity();
        if (surplus > 0) { // before it is lent again: under load it would never be idle
            drop(idle.takeOut(any -> true, surplus), RetireReason.SURPLUS, aftermath);
        }
        if (!queue.isEmpty() && !suspended && !closed) {
            serveWaiters(aftermath);
        }
        setGate();
        int wanted = wanted();
        if (wanted > 0 && !suspended && !closed) {
            aftermath.connects = openers.plan(wanted, capacity() - open.size(), connectsAtATime());
        }
        return aftermath;
    }

    /**
     * How many connects may run side by side. One, while nobody has waited for half as long as a connect takes: what is open may serve them before a connect does. And fewer,
     * the more slowly they end: connects take processors from both ends, and so from those who work.
     */
    private int connectsAtATime() {
        if (open.isEmpty()) {
            return config.maxConnecting();
        }
        Waiter first = queue.first();
        boolean mayBeServedSooner = first == null || ticker.nanoTime() - first.since < openers.lastTook() / 2;
        return mayBeServedSooner ? 1 : openers.atATime();
    }

    /** How many more connections it takes until nobody waits, and there are the spare ones. */
    private int wanted() {
        return queue.size() + Math.max(0, spare - open.size());
    }

    int spare() {
        return spare;
    }

    /** Has so many connections opened though nobody asks for them; 0 for none. Those that are there stay. */
    Aftermath keepSpare(int connections) {
        spare = connections;
        return settle();
    }

    private void dropOutdated(Aftermath aftermath) {
        Stamp present = stamp;
        for (RetireReason reason : OUTDATED) {
            drop(
                    idle.takeOut(connection -> connection.stamp.outdatedBy(present) == reason, Integer.MAX_VALUE),
                    reason,
                    aftermath);
        }
        settledFor = present;
    }

    /** Written only when it changes: it is read by everyone. */
    private void setGate() {
        boolean may = queue.isEmpty() && !suspended && !closed && open.size() <= capacity();
        if (gateOpen != may) {
            gateOpen = may;
        }
    }

    private void serveWaiters(Aftermath aftermath) {
        long now = ticker.nanoTime();
        while (!queue.isEmpty()) {
            PooledConnection free = idle.pop();
            if (free == null) {
                return;
            }
            RetireReason outdated = outdated(free, ticker.coarseNanoTime());
            if (outdated != null) {
                drop(List.of(free), outdated, aftermath);
                continue;
            }
            Waiter first = firstInTime(now, aftermath);
            if (first == null) {
                idle.push(free);
                return;
            }
            if (free.loans > 0) { // a fresh one says nothing of how long one waits for others
                queue.learn(first, now);
            }
            free.reserveFor(first.thread(), ticker.coarseNanoTime());
            first.serve(free);
            aftermath.served(first);
        }
    }

    /** The first in the queue whose time is not over; a connection given to one whose time is would be lost on it. */
    private @Nullable Waiter firstInTime(long now, Aftermath aftermath) {
        for (Waiter first = queue.poll(); first != null; first = queue.poll()) {
            if (first.deadline() - now > 0) {
                return first;
            }
            first.late();
            aftermath.served(first);
        }
        return null;
    }

    // -------------------------------------------------------------------------------------------------------------------------------------- connections

    /** A connection that its owner is done with becomes the next to be lent. */
    Aftermath putDown(PooledConnection owned) {
        idle.push(owned);
        return settle();
    }

    /** As {@link #putDown}, but it becomes the last to be lent. */
    Aftermath putUnder(PooledConnection owned) {
        idle.pushUnder(owned);
        return settle();
    }

    /** Takes idle connections out, the least recently used first; the caller owns them. */
    List<PooledConnection> takeOut(Predicate<PooledConnection> condition, int limit) {
        return idle.takeOut(condition, limit);
    }

    void forEachIdle(Consumer<PooledConnection> action) {
        idle.forEach(action);
    }

    /** A connection was opened. */
    Aftermath add(PooledConnection fresh) {
        open.add(fresh);
        opened++;
        return putDown(fresh);
    }

    /** A connection was opened, but too late to be of use. */
    Aftermath turnAway(PooledConnection fresh, RetireReason reason) {
        opened++;
        return settle().retired(fresh, reason);
    }

    /** A connection that its owner closes gives its place to another. */
    Aftermath retire(PooledConnection owned) {
        forget(owned);
        return settle();
    }

    /** Strikes a connection off the list, if it is on it. */
    private void forget(PooledConnection connection) {
        if (open.remove(connection)) {
            loansOfRetired += connection.loans;
            connection.forget();
        }
    }

    private void drop(List<PooledConnection> dropped, RetireReason reason, Aftermath aftermath) {
        dropped.forEach(connection -> {
            forget(connection);
            aftermath.retired(connection, reason);
        });
    }

    /** A connection broke: those that are as old are not trusted either. */
    Aftermath lost(PooledConnection owned) {
        strike(owned, true);
        return settle();
    }

    private void strike(PooledConnection owned, boolean lost) {
        forget(owned);
        if (lost) {
            invalid++;
            stamp = owned.stamp == stamp ? stamp.nextGeneration() : stamp;
        }
    }

    /** As {@link #settle()}, and looks for outdated connections that slipped into a slot while the stamp changed. */
    Aftermath tidy() {
        Aftermath aftermath = new Aftermath();
        dropOutdated(aftermath);
        return settle(aftermath);
    }

    /** Changes the stamp. Idle connections that are outdated by that are let go. */
    Aftermath replaceStamp(UnaryOperator<Stamp> change) {
        Stamp changed = change.apply(stamp);
        if (!changed.equals(stamp)) {
            stamp = changed;
        }
        return settle();
    }

    /** Changes the stamp if there are newer credentials. Returns the present one. */
    Stamp noticeCredentials(long version) {
        if (version > stamp.credentials()) {
            stamp = stamp.withCredentials(version);
        }
        return stamp;
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------ control

    private int capacity() {
        return config.size() + config.maxOverflow();
    }

    /** Whether the connects under way are not more than somebody still waits for. */
    boolean wantsConnects() {
        int underWay = openers.underWay();
        return !closed && !suspended && wanted() >= underWay && open.size() + underWay <= capacity();
    }

    /** Whether it may have a connection more than it has and is about to have. */
    boolean hasRoom() {
        return open.size() + openers.underWay() < capacity();
    }

    Aftermath resize(int size, int maxOverflow) {
        config = config.sized(size, maxOverflow);
        return settle();
    }

    Aftermath suspend(boolean suspend) {
        suspended = suspend;
        return settle();
    }

    Aftermath close() {
        closed = true;
        return refuse(Integer.MAX_VALUE, refusals.closed());
    }

    boolean isClosed() {
        return closed;
    }

    boolean isSuspended() {
        return suspended;
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------- counts

    void countTimeout() {
        timedOut++;
    }

    void countLeak() {
        leaked++;
    }

    boolean isOpen(PooledConnection connection) {
        return open.contains(connection);
    }

    boolean allIdle() {
        return open.size() <= idle.size();
    }

    int overflow() {
        return open.size() - config.size();
    }

    /** Those that are lent, or owned by whoever looks at them. */
    List<PooledConnection> lent() {
        return open.stream().filter(connection -> connection.holder() != null).toList();
    }

    /** Those that are lent and will be closed when they come back. */
    List<PooledConnection> outdatedLent() {
        Stamp present = stamp;
        return lent().stream()
                .filter(connection -> connection.stamp.outdatedBy(present) != null)
                .toList();
    }

    /** For how many nanoseconds the oldest loan has lasted; 0 if nothing is lent. */
    long oldestLoan(long now) {
        long oldest = 0;
        for (PooledConnection connection : open) {
            if (connection.holder() != null) {
                oldest = Math.max(oldest, now - connection.heldSince);
            }
        }
        return oldest;
    }

    List<Holder> holders() {
        List<Holder> holders = new ArrayList<>();
        long now = ticker.coarseNanoTime();
        for (PooledConnection connection : open) {
            Thread thread = connection.holder();
            if (thread != null) {
                holders.add(Holder.of(connection, thread, now));
            }
        }
        return holders;
    }

    PoolStats stats() {
        PoolConfig bounds = config;
        int total = open.size();
        int unused = Math.min(total, idle.size());
        return new PoolStats(
                bounds.size(),
                bounds.maxOverflow(),
                unused,
                total - unused,
                Math.max(0, total - bounds.size()),
                queue.size(),
                total,
                invalid);
    }

    PoolTotals totals() {
        return new PoolTotals(loans(), opened, opened - open.size(), timedOut, rejected, leaked);
    }

    long loans() {
        long sum = loansOfRetired;
        for (PooledConnection connection : open) {
            sum += connection.loans;
        }
        return sum;
    }
}
