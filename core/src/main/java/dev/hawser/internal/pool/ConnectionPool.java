package dev.hawser.internal.pool;

import dev.hawser.Deadline;
import dev.hawser.FlushMode;
import dev.hawser.HostSpec;
import dev.hawser.PoolStats;
import dev.hawser.PoolTimes;
import dev.hawser.PoolTotals;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.spi.ConnectLimiter;
import dev.hawser.spi.Ticker;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections to one host. The earliest deadline first, and first come, first served among equal ones. Thread-safe.
 *
 * <p>What it knows and decides is {@link PoolState}, where the theory is; here is what callers see, and everything that takes time: looking at connections, waiting, waking
 * and closing, none of it with the lock held. Time is read from a coarse clock where some milliseconds make no difference (ages, holders), because reading the exact one
 * costs as much as a loan; exactly where somebody waits.
 */
public final class ConnectionPool {

    /** A connection used this recently is lent without asking it for a sign of life. */
    static final Duration TRUSTED = Duration.ofMillis(500);

    private static final long TRUSTED_NANOS = TRUSTED.toNanos() + 1;

    /** How long a cancelled statement may take to end before its connection is cut. */
    private static final Duration CANCEL_GRACE = Duration.ofSeconds(1);

    private final Connector connector;
    private final Ticker ticker;
    private final Executor workers;
    private final PoolListener listener;
    private final Openers openers;
    private final SignOfLife signOfLife;
    private final Refusals refusals;
    private final Waiting waiting;
    private final Housekeeper housekeeper;
    private final PoolTimings timings = new PoolTimings();
    private final ReferenceQueue<Object> leaks = new ReferenceQueue<>();
    private final CloseLooks closeLooks;
    private final AtomicBoolean maintaining = new AtomicBoolean();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private final PoolState state;

    /**
     * A pool without connections; the first is opened on demand.
     *
     * @param workers runs connects and tests, which may block for as long as one takes
     * @param limiter says when the next connect may begin; null if nobody does
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
        this.ticker = ticker;
        this.workers = workers;
        this.listener = listener;
        this.openers = new Openers(this, connector, config, ticker, workers, limiter);
        this.signOfLife = new SignOfLife(workers, config.validationTimeout());
        this.refusals = new Refusals(database, connector.host(), ticker);
        this.closeLooks = new CloseLooks(!config.leakThreshold().isZero());
        this.waiting = new Waiting(this, openers, closeLooks, refusals, ticker, listener);
        this.housekeeper = new Housekeeper(this, ticker, signOfLife, listener);
        this.state = new PoolState(config, ticker, openers, refusals);
    }

    /** Where its connections lead. */
    public HostSpec host() {
        return connector.host();
    }

    // ----------------------------------------------------------------------------------------------------------------------------------------- the lock

    /** Looks at the state. */
    <T extends @Nullable Object> T look(Function<PoolState, T> question) {
        lock.lock();
        try {
            return question.apply(state);
        } finally {
            lock.unlock();
        }
    }

    /** Changes the state, and then wakes, connects and closes as was decided. */
    Aftermath change(Function<PoolState, Aftermath> change) {
        Aftermath aftermath = decide(change);
        finish(aftermath);
        return aftermath;
    }

    /** As {@link #change}, but leaves what takes time to the caller. */
    private Runnable later(Function<PoolState, Aftermath> change) {
        Aftermath aftermath = decide(change);
        return () -> finish(aftermath);
    }

    private Aftermath decide(Function<PoolState, Aftermath> change) {
        lock.lock();
        try {
            returned.signalAll();
            return change.apply(state);
        } finally {
            lock.unlock();
        }
    }

    private void finish(Aftermath aftermath) {
        for (Waiter served = aftermath.served; served != null; served = served.nextServed) {
            served.wake();
        }
        openers.start(aftermath.connects);
        aftermath.retired.forEach(
                retired -> close(retired.connection(), retired.reason().toString()));
    }

    /** The lock that also guards the {@link Openers}. */
    ReentrantLock lock() {
        return lock;
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------ acquire

    /**
     * Lends a connection that is in order. Blocks until {@code deadline} at most.
     *
     * @throws PoolExhaustedException if none became free in time, too many wait already, or every holder waits for another connection
     * @throws DatabaseException if none could be opened
     */
    public Lease acquire(Deadline deadline) {
        return acquire(deadline, diversion());
    }

    /** As above, for somebody who was sent here when {@code diversion} was the last {@link #diversion()}: there is no waiting here after another. */
    public Lease acquire(Deadline deadline, @Nullable DatabaseException diversion) {
        Lease lease = poll();
        return lease != null ? lease : acquireSlowly(deadline, diversion);
    }

    /** Lends the connection that a thread like this one gave back last, if it can be had without waiting for anything. Does not block. */
    public @Nullable Lease poll() {
        if (!state.gateOpen()) {
            return null;
        }
        PooledConnection hot = state.takeHot();
        if (hot == null) {
            return null;
        }
        long now = ticker.coarseNanoTime();
        // The gate once more: whoever shut it meanwhile has looked into the slots already, and this one came back
        // later.
        if (state.gateOpen() && hot.stamp == state.stamp() && now - hot.fitUntil < 0) {
            return lend(hot, now, Duration.ZERO);
        }
        putDown(hot); // acquireSlowly() looks at it
        return null;
    }

    private Lease acquireSlowly(Deadline deadline, @Nullable DatabaseException diversion) {
        long startedAt = ticker.nanoTime();
        Waiter waiter = new Waiter(startedAt + deadline.remainingNanos(startedAt), startedAt, diversion);
        Waiter arriving = waiter;
        PooledConnection taken = granted(waiter, change(state -> state.arrive(arriving)));
        for (RetireReason unfit = unfit(taken, waiter); unfit != null; unfit = unfit(taken, waiter)) {
            waiter = waiter.again();
            taken = exchange(taken, unfit, waiter);
        }
        long waited = ticker.nanoTime() - startedAt;
        timings.waited(waited);
        return lend(taken, ticker.coarseNanoTime(), Duration.ofNanos(waited));
    }

    /** What somebody got who arrived, at once or after waiting. */
    private PooledConnection granted(Waiter waiter, Aftermath arrival) {
        if (arrival.refusal != null) {
            if (arrival.refusal instanceof PoolExhaustedException) {
                listener.rejected();
            }
            throw arrival.refusal;
        }
        return arrival.taken != null ? arrival.taken : waiting.until(waiter);
    }

    /** Gives up a connection that is unfit and waits for another, without losing the place: both in one step. */
    private PooledConnection exchange(PooledConnection unfit, RetireReason reason, Waiter again) {
        boolean lost = reason == RetireReason.NO_SIGN_OF_LIFE;
        Aftermath arrival = change(state -> state.exchange(unfit, lost, again));
        if (lost || reason == RetireReason.NO_QUICK_SIGN_OF_LIFE) {
            unfit.connection.abort(); // which ends the question too
        }
        close(unfit, reason.toString());
        return granted(again, arrival);
    }

    /** Why a connection must not be lent, after asking it for a sign of life if it was idle for long; null if it is in order. */
    private @Nullable RetireReason unfit(PooledConnection taken, Waiter waiter) {
        long now = ticker.coarseNanoTime();
        RetireReason outdated = state.outdated(taken, now);
        if (outdated != null || now - taken.fitUntil < 0) {
            return outdated;
        }
        return switch (signOfLife.of(taken.connection, waiter.deadline() - ticker.nanoTime())) {
            case ALIVE -> null;
            case SILENT -> RetireReason.NO_SIGN_OF_LIFE;
            case NOT_QUICKLY -> RetireReason.NO_QUICK_SIGN_OF_LIFE;
            case GIVEN_UP -> {
                giveUp(taken);
                throw refusals.interrupted(waiter.since); // it could not ask the next one either
            }
            case NOT_ASKED -> null; // its borrower will see
        };
    }

    private Lease lend(PooledConnection taken, long now, Duration waited) {
        Lease lease = new Lease(taken, taken.lend(Thread.currentThread(), now));
        if (closeLooks.atLoan()) {
            taken.acquisition = new Acquisition(ticker.nanoTime());
        }
        if (listener.heard()) {
            listener.acquired(waited);
        }
        return lease;
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------ release

    /** A borrower is done with a connection that is in order as far as it knows. */
    void giveBack(PooledConnection lent, Object token) {
        ended(lent);
        try {
            lent.connection.reset();
        } catch (Exception cannotReset) {
            String why = RetireReason.NOT_RESET + ": " + cannotReset.getMessage();
            if (connector.breaksConnection(cannotReset) && !lent.isCut()) {
                lost(lent, why);
            } else {
                retire(lent, why);
            }
            return;
        }
        long now = ticker.coarseNanoTime();
        lent.returned(token, now, fitUntil(lent, now));
        if (state.gateOpen() && lent.stamp == state.stamp() && now - lent.expiresAt < 0) {
            PooledConnection displaced = state.putHot(lent);
            if (displaced != null) {
                putDown(displaced);
            } else if (!state.gateOpen() || lent.stamp != state.stamp()) {
                change(PoolState::tidy);
            }
        } else {
            giveBackSlowly(lent, now);
        }
    }

    private void giveBackSlowly(PooledConnection lent, long now) {
        RetireReason outdated = state.outdated(lent, now);
        if (outdated == null) {
            putDown(lent);
        } else {
            retire(lent, outdated);
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
        return state.config().prePing() && trustedUntil - connection.expiresAt < 0
                ? trustedUntil
                : connection.expiresAt;
    }

    private void putDown(PooledConnection owned) {
        change(state -> state.putDown(owned));
    }

    /** Closes a connection that the caller owns, and gives its place back. */
    void retire(PooledConnection owned, RetireReason reason) {
        retire(owned, reason.toString());
    }

    private void retire(PooledConnection owned, String why) {
        change(state -> state.retire(owned));
        close(owned, why);
    }

    /** A borrower found that a connection must not be used again. With {@code lost}, the others that are as old are suspected of the same. */
    void evict(PooledConnection lent, String why, boolean lost) {
        ended(lent);
        if (lost && !lent.isCut()) {
            lost(lent, why);
        } else {
            retire(lent, why);
        }
    }

    /** Closes a connection whose question for a sign of life nobody waits for any more. */
    void giveUp(PooledConnection owned) {
        owned.connection.abort(); // which ends the question
        retire(owned, RetireReason.NO_QUICK_SIGN_OF_LIFE);
    }

    /** Cuts a connection that is lent. */
    void abort(PooledConnection lent) {
        lent.connection.abort();
        ended(lent);
        retire(lent, RetireReason.ABORTED);
    }

    /** Cuts a connection that broke, and ends its generation: recovery costs one detection, not one each. */
    void lost(PooledConnection owned, String why) {
        change(state -> state.lost(owned));
        owned.connection.abort();
        close(owned, why);
    }

    private void close(PooledConnection retired, String why) {
        retired.connection.close();
        listener.closed(why);
    }

    // --------------------------------------------------------------------------------------------------------------------------------------------- open

    Stamp stamp() {
        return state.stamp();
    }

    ReferenceQueue<Object> leaks() {
        return leaks;
    }

    boolean wantsConnects() {
        return look(PoolState::wantsConnects);
    }

    /** A connect succeeded. */
    void opened(ConnectAttempt attempt, Connector.Opened connected, Stamp startedWith, Duration took) {
        add(connected, took, (state, present) -> {
            RetireReason unwanted =
                    startedWith.withCredentials(connected.credentialsVersion()).outdatedBy(present);
            openers.succeeded(attempt, unwanted == null && !state.isClosed());
            return unwanted;
        });
    }

    /**
     * Takes a connection over that was opened for something else. One that is of no use is closed.
     *
     * @param took how long it took to open it
     * @param epoch that of what is known of the host at its other end
     */
    public void adopt(Connector.Opened connected, Duration took, long epoch) {
        add(connected, took, (state, present) -> {
            if (epoch < present.epoch()) {
                return RetireReason.ROLE_CHANGED;
            }
            if (connected.credentialsVersion() != present.credentials()) {
                return RetireReason.OLD_CREDENTIALS;
            }
            return state.hasRoom() ? null : RetireReason.SURPLUS;
        });
    }

    private void add(
            Connector.Opened connected, Duration took, BiFunction<PoolState, Stamp, @Nullable RetireReason> unwanted) {
        timings.opened(took.toNanos());
        listener.opened(took);
        change(state -> {
            Stamp present = state.noticeCredentials(connected.credentialsVersion());
            PooledConnection fresh = fresh(connected, present);
            RetireReason reason = unwanted.apply(state, present);
            if (state.isClosed()) {
                reason = RetireReason.POOL_CLOSED;
            }
            return reason == null ? state.add(fresh) : state.turnAway(fresh, reason);
        });
    }

    private PooledConnection fresh(Connector.Opened connected, Stamp present) {
        long now = ticker.coarseNanoTime();
        PooledConnection fresh = new PooledConnection(
                this,
                connected.connection(),
                present,
                now,
                state.config().recycle().toNanos(),
                ThreadLocalRandom.current().nextDouble());
        fresh.heardOf(now, fitUntil(fresh, now));
        return fresh;
    }

    /** A connect failed. */
    void openFailed(ConnectAttempt attempt, DatabaseException failure, Duration took) {
        listener.openFailed(failure, took); // before anybody is told, so that whoever is told finds it counted
        change(state -> {
            openers.failed(attempt, failure);
            return state.connectFailed(failure);
        });
    }

    /** A connect was given up because its connection would be of no use. That is nobody's failure: those who wait get another. */
    void openGivenUp(ConnectAttempt attempt, DatabaseException unanswered, Duration took) {
        listener.openFailed(unanswered, took);
        notOpened(attempt);
    }

    /** A connect did not begin. */
    void notOpened(ConnectAttempt attempt) {
        change(state -> {
            openers.ended(attempt);
            return state.settle();
        });
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------- upkeep

    /** What has to be done every second or so. May block for as long as a test of a connection does; does nothing while another thread does it. */
    public void maintain() {
        if (!maintaining.compareAndSet(false, true)) {
            return; // the last round still waits for an answer
        }
        try {
            openers.abandonOverdue();
            closeLooks.renew();
            change(PoolState::tidy);
            housekeeper.run();
        } finally {
            maintaining.set(false);
        }
    }

    PoolConfig config() {
        return state.config();
    }

    /** Takes idle connections out, the least recently used first; the caller owns them. */
    List<PooledConnection> takeIdle(Predicate<PooledConnection> condition, int limit) {
        return look(state -> state.takeOut(condition, limit));
    }

    /** Puts a connection at the bottom of the idle ones, or gives it to whoever waits; closes it if it is outdated by now. */
    void putBack(PooledConnection owned, boolean heardOf) {
        long now = ticker.coarseNanoTime();
        if (heardOf) {
            owned.heardOf(now, fitUntil(owned, now));
        }
        RetireReason outdated = state.outdated(owned, now);
        if (outdated == null) {
            change(state -> state.putUnder(owned));
        } else {
            retire(owned, outdated);
        }
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------ control

    /** The pool at this moment. */
    public PoolStats stats() {
        return look(PoolState::stats);
    }

    /** What it did so far. */
    public PoolTotals totals() {
        return look(PoolState::totals);
    }

    /** How long callers waited, loans lasted, and connects took. */
    public PoolTimes times() {
        return timings.times(look(PoolState::loans));
    }

    /** Whether nothing is lent until {@link #resume}. */
    public boolean isSuspended() {
        return look(PoolState::isSuspended);
    }

    /** Who holds what at this moment, those that have held longest first. */
    public List<Holder> holders() {
        return Holder.oldestFirst(look(PoolState::holders));
    }

    /** Changes the bounds. What is above them is closed when it is idle. */
    public void resize(int size, int maxOverflow) {
        change(state -> state.resize(size, maxOverflow));
    }

    /** Lends nothing until {@link #resume}; who asks waits. */
    public void suspend() {
        change(state -> state.suspend(true));
    }

    /** Ends {@link #suspend}. */
    public void resume() {
        change(state -> state.suspend(false));
    }

    /** Lets go of idle connections, and, as {@code mode} says, of lent ones. Those that are kept until they come back are closed then. */
    public void flush(FlushMode mode) {
        switch (mode) {
            case IDLE ->
                takeIdle(any -> true, Integer.MAX_VALUE)
                        .forEach(connection -> retire(connection, RetireReason.FLUSHED));
            case GRACEFUL -> replaceStamp(Stamp::nextGeneration);
            case ALL -> {
                replaceStamp(Stamp::nextGeneration);
                cutOutdated();
            }
        }
    }

    /**
     * The host has a new role: from now on connections of an older epoch are never lent, those included that are being opened. Returns what is left to do, which may block:
     * closing those that are idle, and ending those connects.
     */
    public Runnable fence(long epoch) {
        List<ConnectAttempt> outdated = look(ignored -> openers.connects());
        Runnable rest = later(state -> state.replaceStamp(present -> present.withEpoch(epoch)));
        return () -> {
            openers.giveUp(outdated);
            rest.run();
        };
    }

    /** See {@link #keepSpare}. */
    public int spare() {
        return state.spare();
    }

    /** Has so many connections opened in advance, for work that is expected to come here at any moment; 0 for none. */
    public void keepSpare(int connections) {
        change(state -> state.keepSpare(connections));
    }

    /** How long the connection has been lent that has been lent longest; zero if none is. */
    public Duration oldestLoan() {
        long now = ticker.coarseNanoTime();
        return Duration.ofNanos(look(state -> state.oldestLoan(now)));
    }

    /** The host is of no use for now: whoever waits for a connection to it, or is about to, is told so, and looks for another. */
    public void divert(DatabaseException reason) {
        change(state -> state.divert(reason));
    }

    /** Why those who waited were sent away the last time; null if they never were. Ask this before you look whether the host is of use. */
    public @Nullable DatabaseException diversion() {
        return state.diversion();
    }

    /** Cuts those connections that are lent and must not be used any more. Their borrowers find them broken. */
    public void cutOutdated() {
        look(PoolState::outdatedLent).forEach(PooledConnection::cut);
    }

    /** Of those, cuts the ones on which a transaction runs. */
    public void cutOutdatedTransactions() {
        look(PoolState::outdatedLent).stream()
                .filter(lent -> lent.connection.inTransaction())
                .forEach(PooledConnection::cut);
    }

    /** If there are newer credentials, connections that were opened with older ones are never lent again. */
    public void noticeCredentials() {
        change(state -> {
            state.noticeCredentials(connector.credentialsVersion());
            return state.settle();
        });
    }

    private void replaceStamp(UnaryOperator<Stamp> change) {
        change(state -> state.replaceStamp(change));
    }

    /** Refuses everybody from now on, those who wait included, and closes idle connections. Lent ones are closed when they come back. */
    public void close() {
        change(PoolState::close);
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
        look(PoolState::lent).forEach(lent -> workers.execute(lent.connection::cancel));
        if (!awaitReturned(Deadline.at(ticker.nanoTime(), CANCEL_GRACE))) {
            look(PoolState::lent).forEach(PooledConnection::cut);
        }
        return late;
    }

    private boolean awaitReturned(Deadline deadline) {
        lock.lock();
        try {
            while (!state.allIdle()) {
                long remaining = deadline.remainingNanos(ticker.nanoTime());
                if (remaining == 0 || returned.awaitNanos(remaining) <= 0) {
                    return state.allIdle();
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
}
