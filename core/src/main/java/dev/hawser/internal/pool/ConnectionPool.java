package dev.hawser.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.Deadline;
import dev.hawser.FlushMode;
import dev.hawser.HostSpec;
import dev.hawser.PoolStats;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.Ticker;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/*
 * The pool of one host.
 *
 * A connection is idle, lent, or in the hands of whoever looks at it (a test, a keepalive, a close). Whoever takes it out of the idle ones owns it, so that it is never in
 * two hands. `open` lists them all, and open + connects under way <= size + max-overflow.
 *
 * While the gate is open, nobody waits and nothing is out of the ordinary: then a connection is taken from a hot slot and put back there by one exchange each, without the
 * lock (see IdleConnections). Everything else happens under one lock, which is never held over I/O, a listener, or the waking of a thread. The two halves meet like this:
 *
 *   who gives back:  puts the connection into its slot, then looks at the gate
 *   who must wait:   joins the queue and shuts the gate, then looks into the slots
 *
 * Both steps of both are volatile accesses, so that at least one of the two sees the other: no wake-up is lost. Whoever sees the other calls settle(), which brings idle
 * connections and waiters together: the earliest deadline is served first, by direct hand-off, and while the gate is shut nobody is lent a connection in another way.
 *
 * A connection is lent only while its stamp is the pool's present one. Stamps are taken when a connect starts; a lost connection, a flush, another role of the host, or
 * newer credentials replace the pool's stamp, and with it every connection that carries an older one, wherever it is: one comparison at the loan, one at the return.
 *
 * Time is read from a coarse clock where a few milliseconds make no difference (ages, holders), because reading the exact one costs as much as a loan; exactly where
 * somebody waits.
 */

/** A pool of connections to one host. The earliest deadline first, and first come, first served among equal ones. Thread-safe. */
public final class ConnectionPool {

    /** A connection used this recently is lent without asking it for a sign of life. */
    static final Duration TRUSTED = Duration.ofMillis(500);

    private static final long TRUSTED_NANOS = TRUSTED.toNanos() + 1;

    /** How long a cancelled statement may take to end before its connection is cut. */
    private static final Duration CANCEL_GRACE = Duration.ofSeconds(1);

    /** How long every holder must have waited for another connection before that counts as a deadlock. */
    private static final long DEADLOCK_NANOS = Duration.ofMillis(500).toNanos();

    /** With {@code shed}: the share of its time that a caller may be expected to wait. The rest is for its work, which may take further connections. */
    private static final double SHARE_FOR_WAITING = 0.5;

    private final Connector connector;
    private final Ticker ticker;
    private final Executor workers;
    private final PoolListener listener;
    private final Openers openers;
    private final SignOfLife signOfLife;
    private final Refusals refusals;
    private final Housekeeper housekeeper;
    private final PoolTimings timings = new PoolTimings();
    private final ReferenceQueue<Object> leaks = new ReferenceQueue<>();
    private final boolean watchesEveryLoan;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();

    private final IdleConnections idle;

    @GuardedBy("lock")
    private final List<PooledConnection> open = new ArrayList<>();

    @GuardedBy("lock")
    private final WaitQueue queue = new WaitQueue();

    @GuardedBy("lock")
    private long invalid;

    @GuardedBy("lock")
    private boolean suspended;

    @GuardedBy("lock")
    private boolean closed;

    /** Replaced, under the lock, when the pool is resized. */
    private volatile PoolConfig config;

    /** Replaced under the lock. */
    private volatile Stamp stamp = Stamp.FIRST;

    /** Whether connections may be taken and put back without the lock. Written under the lock. */
    private volatile boolean gateOpen = true;

    /** How many more loans of this second are looked at closely. A race here makes one more or one less, which does not matter. */
    private int closeLooks = Housekeeper.CLOSE_LOOKS;

    /** A pool without connections; the first is opened on demand. {@code workers} runs connects and tests, and may block for as long as one takes. */
    public ConnectionPool(
            String database,
            Connector connector,
            PoolConfig config,
            Ticker ticker,
            Executor workers,
            PoolListener listener) {
        this.connector = connector;
        this.config = config;
        this.ticker = ticker;
        this.workers = workers;
        this.listener = listener;
        this.idle = new IdleConnections(config.size(), Runtime.getRuntime().availableProcessors());
        this.openers = new Openers(this, connector, config, ticker, workers);
        this.signOfLife = new SignOfLife(workers, config.validationTimeout());
        this.refusals = new Refusals(database, connector.host(), ticker);
        this.housekeeper = new Housekeeper(this, ticker, signOfLife, listener);
        this.watchesEveryLoan = !config.leakThreshold().isZero();
    }

    /** Where its connections lead. */
    public HostSpec host() {
        return connector.host();
    }

    // ---------------------------------------------------------------------------------------------------------------------------------------------- acquire

    /**
     * Lends a connection that is in order. Blocks until {@code deadline} at most.
     *
     * @throws PoolExhaustedException if none became free in time, too many wait already, or every holder waits for another connection
     * @throws DatabaseException if none could be opened
     */
    public Lease acquire(Deadline deadline) {
        Lease lease = poll();
        return lease != null ? lease : acquireSlowly(deadline);
    }

    /** Lends the connection that a thread like this one gave back last, if it can be had without waiting for anything. Does not block. */
    public @Nullable Lease poll() {
        if (!gateOpen) {
            return null;
        }
        PooledConnection hot = idle.takeHot();
        if (hot == null) {
            return null;
        }
        long now = ticker.coarseNanoTime();
        if (hot.stamp == stamp && now - hot.fitUntil < 0) {
            return lend(hot, now, Duration.ZERO);
        }
        putDown(hot); // acquireSlowly() looks at it
        return null;
    }

    private Lease acquireSlowly(Deadline deadline) {
        long startedAt = ticker.nanoTime();
        long giveUpAt = startedAt + deadline.remainingNanos(startedAt);
        Waiter place = null;
        while (true) {
            place = place == null ? newWaiter(giveUpAt, startedAt) : place.again();
            PooledConnection taken = take(place);
            RetireReason unfit = unfit(taken, giveUpAt);
            if (unfit == null) {
                long waited = ticker.nanoTime() - startedAt;
                timings.waited(waited);
                return lend(taken, ticker.coarseNanoTime(), Duration.ofNanos(waited));
            }
            if (unfit == RetireReason.NO_SIGN_OF_LIFE) {
                lost(taken, unfit.toString());
            } else {
                retire(taken, unfit);
            }
        }
    }

    private Waiter newWaiter(long deadline, long now) {
        lock.lock();
        try {
            return queue.newWaiter(deadline, now);
        } finally {
            lock.unlock();
        }
    }

    private PooledConnection take(Waiter waiter) {
        Aftermath aftermath;
        lock.lock();
        try {
            if (closed) {
                throw refusals.closed();
            }
            PooledConnection free = queue.isEmpty() && !suspended ? idle.pop() : null;
            if (free != null) {
                free.reserveFor(waiter.thread(), waiter.since);
                return free;
            }
            refuseIfHopeless(waiter);
            queue.add(waiter);
            waiter.nested = holderWaits(waiter.thread(), true);
            aftermath = settle();
        } finally {
            lock.unlock();
        }
        finish(aftermath);
        return await(waiter);
    }

    /** Refuses a caller that need not even begin to wait. */
    @GuardedBy("lock")
    private void refuseIfHopeless(Waiter waiter) {
        long left = waiter.deadline() - waiter.since;
        int room = capacity() - open.size(); // that many waiters wait for a connect, not for each other
        if (queue.size() >= config.maxWaiters() + Math.max(0, room)) {
            throw refusals.tooManyWait(countNow(), config.maxWaiters());
        }
        DatabaseException lockedOut = openers.refusal(open.isEmpty());
        if (lockedOut != null) {
            throw lockedOut;
        }
        if (config.shed() && room <= 0) {
            long expected = queue.expectedWait(waiter.deadline());
            if (expected > left * SHARE_FOR_WAITING) {
                throw refusals.noHope(countNow(), Duration.ofNanos(expected), Duration.ofNanos(left));
            }
        }
    }

    private PooledConnection await(Waiter waiter) {
        while (!waiter.isServed()) {
            long now = ticker.nanoTime();
            long remaining = waiter.deadline() - now;
            boolean interrupted = Thread.currentThread().isInterrupted();
            if ((remaining <= 0 || interrupted) && leave(waiter)) {
                throw interrupted ? refusals.interrupted(waiter.since) : exhausted(waiter);
            }
            if (waiter.nested && now - waiter.since >= DEADLOCK_NANOS) {
                refuseIfDeadlocked(waiter);
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

    /** Takes a waiter out of the queue, unless it was served in this moment. */
    private boolean leave(Waiter waiter) {
        lock.lock();
        try {
            boolean left = queue.remove(waiter);
            if (left) {
                left(waiter);
                gateOpen = mayOpenGate();
            }
            return left;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void left(Waiter waiter) {
        if (waiter.nested) {
            holderWaits(waiter.thread(), false);
        }
    }

    /** Why a connection must not be lent, after asking it for a sign of life if it was idle for long; null if it is in order. */
    private @Nullable RetireReason unfit(PooledConnection taken, long giveUpAt) {
        Stamp present = stamp;
        if (taken.stamp != present) {
            return taken.stamp.outdatedBy(present);
        }
        long now = ticker.coarseNanoTime();
        if (now - taken.expiresAt >= 0) {
            return RetireReason.RECYCLED;
        }
        if (now - taken.fitUntil >= 0 && !signOfLife.of(taken.connection, giveUpAt - ticker.nanoTime())) {
            return RetireReason.NO_SIGN_OF_LIFE;
        }
        return null;
    }

    private Lease lend(PooledConnection taken, long now, Duration waited) {
        Lease lease = new Lease(taken, taken.lend(Thread.currentThread(), now));
        if (watchesEveryLoan) {
            taken.acquisition = new Acquisition(ticker.nanoTime());
        } else if (closeLooks > 0) {
            closeLooks--;
            taken.acquisition = new Acquisition(ticker.nanoTime());
        }
        if (listener.heard()) {
            listener.acquired(waited);
        }
        return lease;
    }

    // ---------------------------------------------------------------------------------------------------------------------------------------------- release

    /** A borrower is done with a connection that is in order as far as it knows. */
    void giveBack(PooledConnection lent, Object token) {
        try {
            lent.connection.reset();
        } catch (Exception cannotReset) {
            ended(lent);
            retire(lent, RetireReason.NOT_RESET + ": " + cannotReset.getMessage());
            return;
        }
        ended(lent);
        long now = ticker.coarseNanoTime();
        lent.returned(token, now, fitUntil(lent, now));
        if (gateOpen && lent.stamp == stamp && now - lent.expiresAt < 0) {
            PooledConnection displaced = idle.putHot(lent);
            if (displaced != null) {
                putDown(displaced);
            } else if (!gateOpen) {
                settleNow();
            }
        } else {
            giveBackSlowly(lent, now);
        }
    }

    private void giveBackSlowly(PooledConnection lent, long now) {
        RetireReason outdated = lent.stamp != stamp
                ? lent.stamp.outdatedBy(stamp)
                : now - lent.expiresAt >= 0 ? RetireReason.RECYCLED : null;
        if (outdated != null) {
            retire(lent, outdated);
        } else {
            putDown(lent);
        }
    }

    private void ended(PooledConnection lent) {
        Acquisition acquisition = lent.acquisition;
        if (acquisition != null) {
            timings.used(ticker.nanoTime() - acquisition.at);
        }
        if (listener.heard()) {
            listener.released(Duration.ofNanos(ticker.coarseNanoTime() - lent.heldSince));
        }
    }

    /** Until when a connection that was heard of at {@code now} may be lent without a look at it. */
    private long fitUntil(PooledConnection connection, long now) {
        long trustedUntil = now + TRUSTED_NANOS;
        return config.prePing() && trustedUntil - connection.expiresAt < 0 ? trustedUntil : connection.expiresAt;
    }

    /** Puts a connection that the caller owns among the idle ones, and serves whoever waits for one. */
    private void putDown(PooledConnection owned) {
        Aftermath aftermath;
        lock.lock();
        try {
            idle.push(owned);
            aftermath = settle();
        } finally {
            lock.unlock();
        }
        finish(aftermath);
    }

    private void settleNow() {
        Aftermath aftermath;
        lock.lock();
        try {
            aftermath = settle();
        } finally {
            lock.unlock();
        }
        finish(aftermath);
    }

    /** Brings idle connections and waiters together, and lets go of what must not be kept. What takes time is left for {@link #finish}. */
    @GuardedBy("lock")
    private Aftermath settle() {
        Aftermath aftermath = new Aftermath();
        gateOpen = mayOpenGate(); // shut it before looking into the slots
        if (closed) {
            drop(idle.takeOut(any -> true, Integer.MAX_VALUE), RetireReason.POOL_CLOSED, aftermath);
        } else if (!suspended) {
            serveWaiters(aftermath);
        }
        int surplus = open.size() - capacity();
        if (surplus > 0) {
            drop(idle.takeOut(any -> true, surplus), RetireReason.SURPLUS, aftermath);
        }
        gateOpen = mayOpenGate();
        returned.signalAll();
        if (!queue.isEmpty()) {
            aftermath.connects = openers.plan(queue.size(), capacity() - open.size());
        }
        return aftermath;
    }

    @GuardedBy("lock")
    private void serveWaiters(Aftermath aftermath) {
        long now = queue.isEmpty() ? 0 : ticker.nanoTime();
        while (!queue.isEmpty()) {
            PooledConnection free = idle.pop();
            if (free == null) {
                return;
            }
            if (free.stamp != stamp) {
                drop(List.of(free), free.stamp.outdatedBy(stamp), aftermath);
                continue;
            }
            Waiter first = firstInTime(now, aftermath);
            if (first == null) {
                idle.push(free);
                return;
            }
            left(first);
            free.reserveFor(first.thread(), ticker.coarseNanoTime());
            first.serve(free);
            aftermath.served(first);
        }
    }

    /** The first in the queue whose time is not over; a connection given to one whose time is would be lost on it. */
    @GuardedBy("lock")
    private @Nullable Waiter firstInTime(long now, Aftermath aftermath) {
        for (Waiter first = queue.serve(now); first != null; first = queue.poll()) {
            if (first.deadline() - now > 0) {
                return first;
            }
            left(first);
            first.late();
            aftermath.served(first);
        }
        return null;
    }

    @GuardedBy("lock")
    private boolean mayOpenGate() {
        return queue.isEmpty() && !suspended && !closed && open.size() <= capacity();
    }

    @GuardedBy("lock")
    private void drop(List<PooledConnection> dropped, RetireReason reason, Aftermath aftermath) {
        open.removeAll(dropped);
        dropped.forEach(connection -> {
            connection.forget();
            aftermath.retired(connection, reason);
        });
    }

    /** Wakes, closes and connects as was decided under the lock. */
    private void finish(Aftermath aftermath) {
        for (Waiter served = aftermath.served; served != null; served = served.nextServed) {
            served.wake();
        }
        aftermath.retired.forEach(
                retired -> close(retired.connection(), retired.reason().toString()));
        openers.start(aftermath.connects);
    }

    // ----------------------------------------------------------------------------------------------------------------------------------------------- retire

    /** Closes a connection that the caller owns, and gives its place back. */
    void retire(PooledConnection owned, RetireReason reason) {
        retire(owned, reason.toString());
    }

    private void retire(PooledConnection owned, String why) {
        Aftermath aftermath;
        lock.lock();
        try {
            open.remove(owned);
            owned.forget();
            aftermath = settle();
        } finally {
            lock.unlock();
        }
        close(owned, why);
        finish(aftermath);
    }

    /** A borrower found that a connection must not be used again. With {@code lost}, the others that are as old are suspected of the same. */
    void evict(PooledConnection lent, String why, boolean lost) {
        ended(lent);
        if (lost) {
            lost(lent, why);
        } else {
            retire(lent, why);
        }
    }

    /** Cuts a connection that broke, and ends its generation: recovery costs one detection, not one each. */
    void lost(PooledConnection owned, String why) {
        Aftermath aftermath;
        lock.lock();
        try {
            open.remove(owned);
            owned.forget();
            invalid++;
            if (owned.stamp == stamp) {
                stamp = stamp.nextGeneration();
            }
            aftermath = settle();
            dropOutdated(aftermath);
        } finally {
            lock.unlock();
        }
        owned.connection.abort();
        close(owned, why);
        finish(aftermath);
    }

    @GuardedBy("lock")
    private void dropOutdated(Aftermath aftermath) {
        Stamp present = stamp;
        for (PooledConnection old : idle.takeOut(connection -> connection.stamp != present, Integer.MAX_VALUE)) {
            drop(List.of(old), old.stamp.outdatedBy(present), aftermath);
        }
    }

    private void close(PooledConnection retired, String why) {
        retired.connection.close();
        listener.closed(why);
    }

    /** Lets go of idle connections, and, as {@code mode} says, of lent ones. Those that are kept until they come back are closed then. */
    public void flush(FlushMode mode) {
        replaceStamp(mode == FlushMode.IDLE ? stamp : stamp.nextGeneration());
        if (mode == FlushMode.IDLE) {
            takeIdle(any -> true, Integer.MAX_VALUE).forEach(connection -> retire(connection, RetireReason.FLUSHED));
        } else if (mode == FlushMode.ALL) {
            lent().forEach(connection -> connection.connection.abort());
        }
    }

    /** The host has a new role: connections of an older epoch are never lent again. */
    public void fence(long epoch) {
        replaceStamp(stamp.withEpoch(epoch));
    }

    /** Connections opened with older credentials are never lent again. */
    void credentials(long version) {
        replaceStamp(stamp.withCredentials(version));
    }

    private void replaceStamp(Stamp next) {
        Aftermath aftermath;
        lock.lock();
        try {
            stamp = next;
            aftermath = settle();
            dropOutdated(aftermath);
        } finally {
            lock.unlock();
        }
        finish(aftermath);
    }

    // -------------------------------------------------------------------------------------------------------------------------------------------------- open

    Stamp stamp() {
        return stamp;
    }

    ReferenceQueue<Object> leaks() {
        return leaks;
    }

    /** The lock that also guards the {@link Openers}. */
    ReentrantLock lock() {
        return lock;
    }

    /** Whether the connects under way are not more than somebody still waits for. */
    boolean wantsConnects() {
        lock.lock();
        try {
            int underWay = openers.underWay();
            return !closed && queue.size() >= underWay && open.size() + underWay <= capacity();
        } finally {
            lock.unlock();
        }
    }

    /** A connect succeeded, and is no longer under way. */
    void opened(EngineConnection connection, Stamp startedWith, Duration took) {
        long now = ticker.coarseNanoTime();
        PooledConnection fresh = new PooledConnection(
                this,
                connection,
                startedWith,
                now,
                config.recycle().toNanos(),
                ThreadLocalRandom.current().nextDouble());
        fresh.heardOf(now, fitUntil(fresh, now));
        timings.opened(took.toNanos());
        listener.opened(took);
        RetireReason unwanted = null;
        Aftermath aftermath;
        lock.lock();
        try {
            if (closed) {
                unwanted = RetireReason.POOL_CLOSED;
            } else if (startedWith != stamp) {
                unwanted = startedWith.outdatedBy(stamp);
            } else {
                open.add(fresh);
                idle.push(fresh);
            }
            aftermath = settle();
        } finally {
            lock.unlock();
        }
        if (unwanted != null) {
            close(fresh, unwanted.toString());
        }
        finish(aftermath);
    }

    /**
     * A connect failed, and is no longer under way. While connections are lent, or others are under way, waiters can still be served by those, so only the first is told;
     * or nobody, if the server has no room for more. Otherwise nobody would be served, so all are told. Wrong credentials concern everyone at once.
     */
    void openFailed(DatabaseException failure, Duration took, boolean serverFull) {
        listener.openFailed(failure, took); // before anybody is told, so that whoever is told finds it counted
        Aftermath aftermath;
        lock.lock();
        try {
            boolean hopeless = open.isEmpty() && openers.underWay() == 0;
            int concerned = hopeless || openers.lockedOut() ? queue.size() : serverFull ? 0 : 1;
            Waiter told = null;
            for (int i = 0; i < concerned && !queue.isEmpty(); i++) {
                Waiter next = queue.poll();
                if (next != null) {
                    left(next);
                    next.fail(failure);
                    next.nextServed = told;
                    told = next;
                }
            }
            aftermath = settle();
            for (Waiter next = told; next != null; ) {
                Waiter after = next.nextServed;
                aftermath.served(next);
                next = after;
            }
        } finally {
            lock.unlock();
        }
        finish(aftermath);
    }

    // ----------------------------------------------------------------------------------------------------------------------------------------------- upkeep

    /** What has to be done every second or so. May block for as long as a test of a connection does. */
    public void maintain() {
        housekeeper.run();
        openers.abandonOverdue();
        settleNow();
    }

    void allowCloseLooks(int loans) {
        closeLooks = loans;
    }

    /** Takes idle connections out, the least recently used first; the caller owns them. */
    List<PooledConnection> takeIdle(Predicate<PooledConnection> condition, int limit) {
        lock.lock();
        try {
            return idle.takeOut(condition, limit);
        } finally {
            lock.unlock();
        }
    }

    /** Puts a connection at the bottom of the idle ones, or gives it to whoever waits. */
    void putBack(PooledConnection owned, boolean heardOf) {
        if (heardOf) {
            long now = ticker.coarseNanoTime();
            owned.heardOf(now, fitUntil(owned, now));
        }
        Aftermath aftermath;
        lock.lock();
        try {
            idle.pushUnder(owned);
            aftermath = settle();
        } finally {
            lock.unlock();
        }
        finish(aftermath);
    }

    /** Has every connection that is idle now tested before it is lent. */
    void distrustIdle() {
        lock.lock();
        try {
            long now = ticker.coarseNanoTime();
            idle.forEach(connection -> connection.distrust(now, config.prePing()));
        } finally {
            lock.unlock();
        }
    }

    PoolConfig config() {
        return config;
    }

    /** Closes a connection whose lease was lost. Returns who had it; null if it came back after all. */
    @Nullable
    Holder reclaim(PooledConnection leaked) {
        Holder holder;
        Aftermath aftermath;
        lock.lock();
        try {
            Thread thread = leaked.holder();
            if (thread == null || !open.remove(leaked)) {
                return null;
            }
            holder = Holder.of(leaked, thread, ticker.coarseNanoTime());
            leaked.forget();
            aftermath = settle();
        } finally {
            lock.unlock();
        }
        close(leaked, RetireReason.LEAKED.toString());
        finish(aftermath);
        return holder;
    }

    /** Those who have held a connection for so long, each told once a loan. */
    List<Holder> heldLongerThan(Duration threshold) {
        lock.lock();
        try {
            List<Holder> holders = describeHolders().stream()
                    .filter(holder -> holder.held().compareTo(threshold) >= 0 && !holder.connection().reported)
                    .toList();
            holders.forEach(holder -> holder.connection().reported = true);
            return holders;
        } finally {
            lock.unlock();
        }
    }

    /** How many connections there are above {@code size}. */
    int overflow() {
        lock.lock();
        try {
            return open.size() - config.size();
        } finally {
            lock.unlock();
        }
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------ holders

    /** Notes that a thread waits, or no longer does, in the connections that it holds. Returns whether it holds any. */
    @GuardedBy("lock")
    private boolean holderWaits(Thread thread, boolean waits) {
        boolean any = false;
        for (PooledConnection connection : open) {
            if (connection.holder() == thread) {
                connection.holderWaits = waits;
                any = true;
            }
        }
        return any;
    }

    /** Ends a wait that cannot end well: everything is lent to threads that wait for more. The connections of this one then help the others on. */
    private void refuseIfDeadlocked(Waiter waiter) {
        List<Holder> holders;
        lock.lock();
        try {
            boolean deadlocked = !suspended
                    && openers.underWay() == 0
                    && open.size() >= capacity()
                    && open.stream().allMatch(connection -> connection.holderWaits);
            if (!deadlocked || !queue.remove(waiter)) {
                return;
            }
            left(waiter);
            gateOpen = mayOpenGate();
            holders = describeHolders();
        } finally {
            lock.unlock();
        }
        listener.timedOut();
        throw refusals.deadlocked(waiter, holders);
    }

    @GuardedBy("lock")
    private List<Holder> describeHolders() {
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

    /** Who holds what at this moment, those that have held longest first. */
    public List<Holder> holders() {
        lock.lock();
        try {
            return Holder.oldestFirst(describeHolders());
        } finally {
            lock.unlock();
        }
    }

    private List<PooledConnection> lent() {
        lock.lock();
        try {
            return open.stream()
                    .filter(connection -> connection.holder() != null)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------- control

    /** The pool at this moment. */
    public PoolStats stats() {
        lock.lock();
        try {
            return countNow();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private PoolStats countNow() {
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

    /** How long callers waited, loans lasted, and connects took. */
    public PoolTimings timings() {
        return timings;
    }

    private int capacity() {
        PoolConfig bounds = config;
        return bounds.size() + bounds.maxOverflow();
    }

    /** Changes the bounds. What is above them is closed when it is idle. */
    public void resize(int size, int maxOverflow) {
        lock.lock();
        try {
            config = config.sized(size, maxOverflow);
        } finally {
            lock.unlock();
        }
        settleNow();
    }

    /** Lends nothing until {@link #resume}; who asks waits. */
    public void suspend() {
        setSuspended(true);
    }

    /** Ends {@link #suspend}. */
    public void resume() {
        setSuspended(false);
    }

    private void setSuspended(boolean suspend) {
        lock.lock();
        try {
            suspended = suspend;
        } finally {
            lock.unlock();
        }
        settleNow();
    }

    /** Refuses everybody from now on, those who wait included, and closes idle connections. Lent ones are closed when they come back. */
    public void close() {
        Aftermath aftermath;
        lock.lock();
        try {
            closed = true;
            stamp = stamp.nextGeneration();
            aftermath = settle();
            DatabaseException reason = refusals.closed();
            for (Waiter waiter = queue.poll(); waiter != null; waiter = queue.poll()) {
                waiter.fail(reason);
                aftermath.served(waiter);
            }
        } finally {
            lock.unlock();
        }
        finish(aftermath);
    }

    /**
     * Waits until everything lent has come back, or {@code deadline} is over; then cancels what runs, and cuts what does not end within a second of that.
     * Returns who was cancelled or cut. For a pool that is suspended or closed.
     */
    public List<Holder> drain(Deadline deadline) {
        if (awaitReturned(deadline)) {
            return List.of();
        }
        List<Holder> holders = holders();
        // Side by side: a server that does not answer would make each wait for its own time-out.
        lent().forEach(late -> workers.execute(late.connection::cancel));
        if (!awaitReturned(Deadline.at(ticker.nanoTime(), CANCEL_GRACE))) {
            lent().forEach(late -> late.connection.abort());
        }
        return holders;
    }

    private boolean awaitReturned(Deadline deadline) {
        lock.lock();
        try {
            while (open.size() > idle.size()) {
                long remaining = deadline.remainingNanos(ticker.nanoTime());
                if (remaining == 0 || returned.awaitNanos(remaining) <= 0) {
                    return open.size() <= idle.size();
                }
            }
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private PoolExhaustedException exhausted(Waiter waiter) {
        listener.timedOut();
        PoolStats stats;
        boolean held;
        List<Holder> holders;
        DatabaseException lastFailure;
        lock.lock();
        try {
            stats = countNow();
            held = suspended;
            holders = describeHolders();
            lastFailure = openers.lastFailure();
        } finally {
            lock.unlock();
        }
        return refusals.exhausted(waiter.since, stats, held, holders, lastFailure);
    }

    /** The next connection whose lease was lost; null if there is none. */
    @Nullable
    PooledConnection nextLeak() {
        Reference<?> lostToken = leaks.poll();
        return lostToken instanceof LeakWatch watch ? watch.connection : null;
    }
}
