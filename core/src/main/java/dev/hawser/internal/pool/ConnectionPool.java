package dev.hawser.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.Deadline;
import dev.hawser.FlushMode;
import dev.hawser.HostSpec;
import dev.hawser.PoolStats;
import dev.hawser.PoolTotals;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.spi.ConnectLimiter;
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
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
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

    private static final List<RetireReason> OUTDATED =
            List.of(RetireReason.ROLE_CHANGED, RetireReason.OLD_CREDENTIALS, RetireReason.FLUSHED);

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

    // Counters. Loans are counted by each connection, where nobody else writes.
    @GuardedBy("lock")
    private long loansOfRetired;

    @GuardedBy("lock")
    private long opened;

    @GuardedBy("lock")
    private long invalid;

    @GuardedBy("lock")
    private long timedOut;

    @GuardedBy("lock")
    private long rejected;

    @GuardedBy("lock")
    private long leaked;

    /** How many more messages of this second say where the holders are: under overload, thousands are written. */
    @GuardedBy("lock")
    private int stackLooks = Housekeeper.STACK_LOOKS;

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

    /**
     * A pool without connections; the first is opened on demand. {@code workers} runs connects and tests, and may block for as long as one takes;
     * {@code limiter} says when the next may begin, if anybody does.
     */
    public ConnectionPool(
            String database,
            Connector connector,
            PoolConfig config,
            Ticker ticker,
            Executor workers,
            PoolListener listener,
            @Nullable ConnectLimiter limiter) {
        this.connector = connector;
        this.config = config;
        this.ticker = ticker;
        this.workers = workers;
        this.listener = listener;
        this.idle = new IdleConnections(config.size(), Runtime.getRuntime().availableProcessors());
        this.openers = new Openers(this, connector, config, ticker, workers, limiter);
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
        Waiter place = newWaiter(giveUpAt, startedAt);
        PooledConnection taken = take(place);
        for (RetireReason unfit = unfit(taken, giveUpAt); unfit != null; unfit = unfit(taken, giveUpAt)) {
            place = place.again();
            taken = exchange(taken, unfit, place);
        }
        long waited = ticker.nanoTime() - startedAt;
        timings.waited(waited);
        return lend(taken, ticker.coarseNanoTime(), Duration.ofNanos(waited));
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
        DatabaseException hopeless = null;
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
            hopeless = hopeless(waiter);
            if (hopeless != null) {
                throw hopeless;
            }
            join(waiter);
            aftermath = settle();
        } finally {
            lock.unlock();
            if (hopeless instanceof PoolExhaustedException) {
                listener.rejected();
            }
        }
        finish(aftermath);
        return await(waiter);
    }

    /**
     * Closes an unfit connection and takes another one, with the caller back in the queue before anybody can be given what opens in its place.
     */
    private PooledConnection exchange(PooledConnection unfit, RetireReason why, Waiter waiter) {
        DatabaseException refusal = null;
        Aftermath aftermath;
        lock.lock();
        try {
            if (closed) {
                refusal = refusals.closed();
            } else if (Thread.currentThread().isInterrupted()) {
                refusal = refusals.interrupted(waiter.since); // it could not ask the next connection either
            } else {
                join(waiter);
            }
            aftermath = why == RetireReason.NO_SIGN_OF_LIFE ? forgetLost(unfit) : forgetAndSettle(unfit);
        } finally {
            lock.unlock();
        }
        finish(aftermath);
        if (why == RetireReason.NO_SIGN_OF_LIFE || why == RetireReason.NO_TIME_FOR_A_SIGN_OF_LIFE) {
            unfit.connection.abort(); // which ends the question
        }
        close(unfit, why.toString());
        if (refusal != null) {
            throw refusal;
        }
        return await(waiter);
    }

    @GuardedBy("lock")
    private void join(Waiter waiter) {
        queue.add(waiter);
        waiter.nested = holderWaits(waiter.thread(), true);
    }

    /** Why a caller need not even begin to wait; null if it may. */
    @GuardedBy("lock")
    private @Nullable DatabaseException hopeless(Waiter waiter) {
        long left = waiter.deadline() - waiter.since;
        int room = capacity() - open.size(); // that many waiters wait for a connect, not for each other
        if (queue.size() >= config.maxWaiters() + Math.max(0, room)) {
            rejected++;
            return refusals.tooManyWait(countNow(), config.maxWaiters());
        }
        if (config.shed() && room <= 0) {
            long expected = queue.expectedWait(waiter.deadline());
            if (expected > left * SHARE_FOR_WAITING) {
                rejected++;
                return refusals.noHope(countNow(), Duration.ofNanos(expected), Duration.ofNanos(left));
            }
        }
        return suspended ? null : openers.refusal(open.isEmpty());
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
        long now = ticker.coarseNanoTime();
        RetireReason outdated = outdated(taken, now);
        if (outdated != null) {
            return outdated;
        }
        if (now - taken.fitUntil < 0) {
            return null;
        }
        long left = giveUpAt - ticker.nanoTime();
        if (signOfLife.of(taken.connection, left)) {
            return null;
        }
        boolean heardOut = signOfLife.isEnough(left) && !Thread.currentThread().isInterrupted();
        return heardOut ? RetireReason.NO_SIGN_OF_LIFE : RetireReason.NO_TIME_FOR_A_SIGN_OF_LIFE;
    }

    private @Nullable RetireReason outdated(PooledConnection owned, long now) {
        if (now - owned.expiresAt >= 0) {
            return RetireReason.RECYCLED;
        }
        return owned.stamp.outdatedBy(stamp);
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
        RetireReason outdated = outdated(lent, now);
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
        }
        int surplus = open.size() - capacity();
        if (surplus > 0) { // before it is lent again: under load it would never be idle
            drop(idle.takeOut(any -> true, surplus), RetireReason.SURPLUS, aftermath);
        }
        if (!suspended && !closed) {
            serveWaiters(aftermath);
        }
        gateOpen = mayOpenGate();
        returned.signalAll();
        if (!queue.isEmpty() && !suspended) {
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
            RetireReason outdated = free.stamp.outdatedBy(stamp);
            if (outdated != null) {
                drop(List.of(free), outdated, aftermath);
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
        dropped.forEach(connection -> {
            forget(connection);
            aftermath.retired(connection, reason);
        });
    }

    /** Strikes a connection off the list, if it is on it. */
    @GuardedBy("lock")
    private boolean forget(PooledConnection connection) {
        boolean known = open.remove(connection);
        if (known) {
            loansOfRetired += connection.loans;
            connection.forget();
        }
        return known;
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
            aftermath = forgetAndSettle(owned);
        } finally {
            lock.unlock();
        }
        close(owned, why);
        finish(aftermath);
    }

    @GuardedBy("lock")
    private Aftermath forgetAndSettle(PooledConnection owned) {
        forget(owned);
        return settle();
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
            aftermath = forgetLost(owned);
        } finally {
            lock.unlock();
        }
        owned.connection.abort();
        close(owned, why);
        finish(aftermath);
    }

    @GuardedBy("lock")
    private Aftermath forgetLost(PooledConnection owned) {
        invalid++;
        if (owned.stamp == stamp) {
            stamp = stamp.nextGeneration();
        }
        Aftermath aftermath = forgetAndSettle(owned);
        dropOutdated(aftermath);
        return aftermath;
    }

    @GuardedBy("lock")
    private void dropOutdated(Aftermath aftermath) {
        Stamp present = stamp;
        for (RetireReason reason : OUTDATED) {
            drop(
                    idle.takeOut(connection -> connection.stamp.outdatedBy(present) == reason, Integer.MAX_VALUE),
                    reason,
                    aftermath);
        }
    }

    private void close(PooledConnection retired, String why) {
        retired.connection.close();
        listener.closed(why);
    }

    /** Lets go of idle connections, and, as {@code mode} says, of lent ones. Those that are kept until they come back are closed then. */
    public void flush(FlushMode mode) {
        replaceStamp(present -> mode == FlushMode.IDLE ? present : present.nextGeneration());
        if (mode == FlushMode.IDLE) {
            takeIdle(any -> true, Integer.MAX_VALUE).forEach(connection -> retire(connection, RetireReason.FLUSHED));
        } else if (mode == FlushMode.ALL) {
            lent().forEach(connection -> connection.connection.abort());
        }
    }

    /** The host has a new role: connections of an older epoch are never lent again. */
    public void fence(long epoch) {
        replaceStamp(present -> present.withEpoch(epoch));
    }

    /** If there are newer credentials, connections that were opened with older ones are never lent again. */
    public void noticeCredentials() {
        long newest = connector.credentialsVersion();
        replaceStamp(present -> newest > present.credentials() ? present.withCredentials(newest) : present);
    }

    private void replaceStamp(UnaryOperator<Stamp> change) {
        Aftermath aftermath;
        lock.lock();
        try {
            stamp = change.apply(stamp);
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
            return !closed && !suspended && queue.size() >= underWay && open.size() + underWay <= capacity();
        } finally {
            lock.unlock();
        }
    }

    /** A connect succeeded. */
    void opened(ConnectAttempt attempt, Connector.Opened connected, Stamp startedWith, Duration took) {
        timings.opened(took.toNanos());
        listener.opened(took);
        RetireReason unwanted;
        Aftermath aftermath;
        lock.lock();
        try {
            openers.succeeded(attempt);
            if (connected.credentialsVersion() > stamp.credentials()) {
                stamp = stamp.withCredentials(connected.credentialsVersion());
            }
            unwanted = closed
                    ? RetireReason.POOL_CLOSED
                    : startedWith
                            .withCredentials(connected.credentialsVersion())
                            .outdatedBy(stamp);
            if (unwanted == null) {
                PooledConnection fresh = fresh(connected);
                open.add(fresh);
                opened++;
                idle.push(fresh);
            }
            aftermath = settle();
            dropOutdated(aftermath);
        } finally {
            lock.unlock();
        }
        if (unwanted != null) {
            connected.connection().close();
            listener.closed(unwanted.toString());
        }
        finish(aftermath);
    }

    private PooledConnection fresh(Connector.Opened connected) {
        long now = ticker.coarseNanoTime();
        PooledConnection fresh = new PooledConnection(
                this,
                connected.connection(),
                stamp,
                now,
                config.recycle().toNanos(),
                ThreadLocalRandom.current().nextDouble());
        fresh.heardOf(now, fitUntil(fresh, now));
        return fresh;
    }

    /**
     * A connect failed. While connections are lent, or others are under way, waiters can still be served by those, so only the first is told;
     * or nobody, if the server has no room for more. Otherwise nobody would be served, so all are told. Wrong credentials concern everyone at once. While the pool is
     * suspended nobody is told: the server may be down on purpose.
     */
    void openFailed(ConnectAttempt attempt, DatabaseException failure, Duration took) {
        listener.openFailed(failure, took); // before anybody is told, so that whoever is told finds it counted
        Aftermath aftermath;
        lock.lock();
        try {
            openers.failed(attempt, failure);
            Waiter told = null;
            for (int i = concerned(failure); i > 0 && !queue.isEmpty(); i--) {
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

    /** How many waiters are told of a connect that failed. */
    @GuardedBy("lock")
    private int concerned(DatabaseException failure) {
        if (suspended) {
            return 0;
        }
        boolean hopeless = open.isEmpty() && openers.underWay() == 0;
        if (hopeless || openers.lockedOut()) {
            return queue.size();
        }
        return Openers.isServerFull(failure) ? 0 : 1;
    }

    // ----------------------------------------------------------------------------------------------------------------------------------------------- upkeep

    /** What has to be done every second or so. May block for as long as a test of a connection does. */
    public void maintain() {
        housekeeper.run();
        openers.abandonOverdue();
        settleNow();
    }

    void allowLooks(int loans, int stacks) {
        closeLooks = loans;
        lock.lock();
        try {
            stackLooks = stacks;
        } finally {
            lock.unlock();
        }
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

    /** Puts a connection at the bottom of the idle ones, or gives it to whoever waits; closes it if it is outdated by now. */
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
            dropOutdated(aftermath);
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
            if (thread == null || !open.contains(leaked)) {
                return null;
            }
            holder = Holder.of(leaked, thread, ticker.coarseNanoTime());
            forget(leaked);
            this.leaked++;
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
            timedOut++;
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

    /** What it did so far. */
    public PoolTotals totals() {
        lock.lock();
        try {
            return new PoolTotals(loans(), opened, opened - open.size(), timedOut, rejected, leaked);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private long loans() {
        long sum = loansOfRetired;
        for (PooledConnection connection : open) {
            sum += connection.loans;
        }
        return sum;
    }

    /** Adds how long callers waited, loans lasted, and connects took to {@code sum}. */
    public void addTimings(PoolTimings sum) {
        long lent;
        lock.lock();
        try {
            lent = loans();
        } finally {
            lock.unlock();
        }
        timings.addTo(sum, lent - timings.waits());
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

    /** Lends and opens nothing until {@link #resume}; who asks waits. */
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
     * Returns who was cancelled or cut, described as it was before that. For a pool that is suspended or closed.
     */
    public <T> List<T> drain(Deadline deadline, Function<Holder, T> described) {
        if (awaitReturned(deadline)) {
            return List.of();
        }
        List<T> late = holders().stream().map(described).toList();
        // Side by side: a server that does not answer would make each wait for its own time-out.
        lent().forEach(busy -> workers.execute(busy.connection::cancel));
        if (!awaitReturned(Deadline.at(ticker.nanoTime(), CANCEL_GRACE))) {
            lent().forEach(busy -> busy.connection.abort());
        }
        return late;
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
        boolean nowAt;
        List<Holder> holders;
        DatabaseException lastFailure;
        lock.lock();
        try {
            timedOut++;
            stats = countNow();
            held = suspended;
            nowAt = stackLooks > 0;
            stackLooks -= nowAt ? 1 : 0;
            holders = describeHolders();
            lastFailure = openers.lastFailure();
        } finally {
            lock.unlock();
        }
        return refusals.exhausted(waiter.since, stats, held, holders, nowAt, lastFailure);
    }

    /** The next connection whose lease was lost; null if there is none. */
    @Nullable
    PooledConnection nextLeak() {
        Reference<?> lostToken = leaks.poll();
        return lostToken instanceof LeakWatch watch ? watch.connection : null;
    }
}
