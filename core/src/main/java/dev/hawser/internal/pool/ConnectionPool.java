package dev.hawser.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.Deadline;
import dev.hawser.HostSpec;
import dev.hawser.PoolStats;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * The state of one host's pool, all of it behind one lock that is never held over I/O:
 *
 *   open connections = idle + busy;   open + opening <= size + max-overflow
 *   idle is a stack: the most recently used connection is lent first, so that the others grow old and the pool can shrink
 *   waiters is a queue: nobody is lent a connection while somebody waits, and a connection that comes back goes straight to the first in the queue
 *   opening counts connects under way: at most one a waiter, and the one who asked need not be the one who is served
 *
 * A connection leaves the pool when it is too old, when its generation is over, when it cannot be reset, or when its borrower saw it break. One that
 * broke ends the generation: the others were opened to the same server and are not trusted either, so recovery costs one detection and not one each.
 *
 * Closing, resetting, asking for a sign of life and telling listeners all happen outside the lock, on the thread that caused them.
 */

/** A pool of connections to one host. First come, first served. Thread-safe. */
public final class ConnectionPool {

    /** A connection used this recently is lent without asking it for a sign of life. */
    static final Duration TRUSTED = Duration.ofMillis(500);

    private static final long TRUSTED_NANOS = TRUSTED.toNanos();

    /** How long a connection above {@code size} stays open after its last use. */
    static final Duration OVERFLOW_LINGER = Duration.ofSeconds(5);

    /** How long a cancelled statement may take to end before its connection is cut. */
    private static final Duration CANCEL_GRACE = Duration.ofSeconds(1);

    private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(5);
    private static final double RECYCLE_VARIANCE = 0.25;

    private final String database;
    private final Connector connector;
    private final PoolConfig config;
    private final Ticker ticker;
    private final Executor openers;
    private final PoolListener listener;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();

    @GuardedBy("lock")
    private final Deque<PooledConnection> idle = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Set<PooledConnection> busy = new LinkedHashSet<>();

    @GuardedBy("lock")
    private final Deque<Waiter> waiters = new ArrayDeque<>();

    @GuardedBy("lock")
    private int opening;

    @GuardedBy("lock")
    private int generation;

    @GuardedBy("lock")
    private long invalid;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private @Nullable DatabaseException lastConnectFailure;

    /** A pool without connections; the first is opened on demand. {@code openers} runs connects, and may block for as long as one takes. */
    public ConnectionPool(
            String database,
            Connector connector,
            PoolConfig config,
            Ticker ticker,
            Executor openers,
            PoolListener listener) {
        this.database = database;
        this.connector = connector;
        this.config = config;
        this.ticker = ticker;
        this.openers = openers;
        this.listener = listener;
    }

    /** Where its connections lead. */
    public HostSpec host() {
        return connector.host();
    }

    /**
     * Lends a connection that is in order. Blocks until {@code deadline} at most.
     *
     * @throws PoolExhaustedException if none became free in time
     * @throws DatabaseException if none could be opened
     */
    public Lease acquire(Deadline deadline) {
        long startedAt = ticker.nanoTime();
        boolean keepPlace = false;
        while (true) {
            PooledConnection taken = take(deadline, startedAt, keepPlace);
            String unfit = unfit(taken, deadline);
            if (unfit == null) {
                return new Lease(this, taken);
            }
            discard(taken, unfit);
            keepPlace = true;
        }
    }

    private PooledConnection take(Deadline deadline, long startedAt, boolean keepPlace) {
        Waiter waiter;
        lock.lock();
        try {
            refuseIfClosed();
            PooledConnection free = waiters.isEmpty() || keepPlace ? idle.pollLast() : null;
            if (free != null) {
                lend(free, keepPlace ? ticker.nanoTime() : startedAt);
                return free;
            }
            waiter = new Waiter();
            if (keepPlace) {
                waiters.addFirst(waiter);
            } else {
                waiters.addLast(waiter);
            }
        } finally {
            lock.unlock();
        }
        openForWaiters();
        return await(waiter, deadline, startedAt);
    }

    private PooledConnection await(Waiter waiter, Deadline deadline, long startedAt) {
        while (!waiter.isServed()) {
            long remaining = deadline.remainingNanos(ticker.nanoTime());
            boolean interrupted = Thread.currentThread().isInterrupted();
            if ((remaining == 0 || interrupted) && leave(waiter)) {
                throw interrupted ? interrupted(startedAt) : exhausted(startedAt);
            }
            if (!waiter.isServed()) {
                LockSupport.parkNanos(this, remaining);
            }
        }
        DatabaseException failure = waiter.failure();
        if (failure != null) {
            throw failure;
        }
        PooledConnection served = waiter.connection();
        if (served == null) {
            throw new IllegalStateException("a waiter was served with nothing");
        }
        return served;
    }

    /** Takes a waiter out of the queue, unless it was served in this moment. */
    private boolean leave(Waiter waiter) {
        lock.lock();
        try {
            return waiters.remove(waiter);
        } finally {
            lock.unlock();
        }
    }

    /** Why a connection must not be lent, after asking it for a sign of life if it was idle for long; null if it is in order. */
    private @Nullable String unfit(PooledConnection taken, Deadline deadline) {
        long now = taken.heldSince; // it was lent in this moment
        if (now - taken.expiresAt >= 0) {
            return "recycled";
        }
        if (config.prePing() && now - taken.lastUsed > TRUSTED_NANOS) {
            Duration remaining = deadline.remaining(ticker.nanoTime());
            Duration timeout = remaining.compareTo(VALIDATION_TIMEOUT) < 0 ? remaining : VALIDATION_TIMEOUT;
            if (!taken.connection.isAlive(timeout)) {
                return "gave no sign of life";
            }
        }
        return null;
    }

    private void discard(PooledConnection taken, String reason) {
        retire(taken, reason, !reason.equals("recycled"));
    }

    /** A borrower is done with a connection that is in order as far as it knows. */
    void giveBack(PooledConnection pooled) {
        try {
            pooled.connection.reset();
        } catch (Exception cannotReset) {
            retire(pooled, "could not be reset: " + cannotReset.getMessage(), false);
            return;
        }
        String reason;
        long now = ticker.nanoTime();
        lock.lock();
        try {
            busy.remove(pooled);
            pooled.returned(now);
            reason = outdated(pooled, now);
            if (reason == null) {
                offer(pooled, now);
            }
            returned.signalAll();
        } finally {
            lock.unlock();
        }
        if (reason != null) {
            closeQuietly(pooled, reason);
            openForWaiters();
        }
    }

    /** Why a connection that came back must not be kept; null if it may. */
    @GuardedBy("lock")
    private @Nullable String outdated(PooledConnection pooled, long now) {
        if (closed) {
            return "pool closed";
        }
        if (pooled.generation != generation) {
            return "flushed";
        }
        return now - pooled.expiresAt >= 0 ? "recycled" : null;
    }

    /** Closes a lent connection and gives its place back. {@code lost} ends its generation. */
    void retire(PooledConnection pooled, String reason, boolean lost) {
        List<PooledConnection> flushed = List.of();
        lock.lock();
        try {
            busy.remove(pooled);
            returned.signalAll();
            if (lost) {
                invalid++;
                if (pooled.generation == generation) {
                    flushed = endGeneration();
                }
            }
        } finally {
            lock.unlock();
        }
        if (lost) {
            pooled.connection.abort();
        }
        closeQuietly(pooled, reason);
        flushed.forEach(other -> closeQuietly(other, "same generation as a lost connection"));
        openForWaiters();
    }

    /** Closes idle connections, and busy ones when they come back. */
    public void flush() {
        List<PooledConnection> flushed;
        lock.lock();
        try {
            flushed = endGeneration();
        } finally {
            lock.unlock();
        }
        flushed.forEach(pooled -> closeQuietly(pooled, "flushed"));
    }

    @GuardedBy("lock")
    private List<PooledConnection> endGeneration() {
        generation++;
        List<PooledConnection> flushed = new ArrayList<>(idle);
        idle.clear();
        return flushed;
    }

    /** Closes idle connections that are too old, and those above {@code size} that are no longer needed. Called every second or so. */
    public void maintain() {
        List<PooledConnection> retired = new ArrayList<>();
        long now = ticker.nanoTime();
        lock.lock();
        try {
            for (Iterator<PooledConnection> oldest = idle.iterator(); oldest.hasNext(); ) {
                PooledConnection pooled = oldest.next();
                boolean surplus =
                        idle.size() + busy.size() > config.size() && now - pooled.lastUsed >= OVERFLOW_LINGER.toNanos();
                if (surplus || now - pooled.expiresAt >= 0) {
                    oldest.remove();
                    retired.add(pooled);
                }
            }
        } finally {
            lock.unlock();
        }
        retired.forEach(pooled -> closeQuietly(pooled, now - pooled.expiresAt >= 0 ? "recycled" : "surplus"));
    }

    /** Starts as many connects as waiters need and bounds allow. */
    private void openForWaiters() {
        int wanted;
        int startedIn;
        lock.lock();
        try {
            int room = config.size() + config.maxOverflow() - idle.size() - busy.size() - opening;
            wanted = closed ? 0 : Math.min(room, waiters.size() - opening);
            opening += Math.max(0, wanted);
            startedIn = generation;
        } finally {
            lock.unlock();
        }
        for (int i = 0; i < wanted; i++) {
            openers.execute(() -> open(startedIn));
        }
    }

    private void open(int startedIn) {
        long startedAt = ticker.nanoTime();
        EngineConnection opened = null;
        DatabaseException failure = null;
        try {
            opened = connector.connect(connector.connectTimeout());
        } catch (DatabaseException refused) {
            failure = refused;
        } catch (RuntimeException | Error unexpected) {
            failure = new DatabaseException(
                    ErrorCategory.OTHER,
                    database + ": opening a connection to " + host() + " failed unexpectedly",
                    database,
                    host().toString(),
                    null,
                    0,
                    null,
                    unexpected);
        }
        long now = ticker.nanoTime();
        Duration took = Duration.ofNanos(now - startedAt);
        if (opened != null) {
            opened(new PooledConnection(opened, startedIn, expiry(now), now), now, took);
        } else if (failure != null) {
            openFailed(failure, took);
        }
    }

    private void opened(PooledConnection pooled, long now, Duration took) {
        boolean keep;
        lock.lock();
        try {
            opening--;
            lastConnectFailure = null;
            keep = !closed && pooled.generation == generation;
            if (keep) {
                offer(pooled, now);
            }
        } finally {
            lock.unlock();
        }
        listener.opened(took);
        if (!keep) {
            closeQuietly(pooled, "flushed");
            openForWaiters();
        }
    }

    /*
     * Whom a failed connect concerns: while connections are lent or under way, waiters can still be served by those, so only the first is told; otherwise nobody would be,
     * so all are. Wrong credentials concern everyone at once.
     */
    private void openFailed(DatabaseException failure, Duration took) {
        listener.openFailed(failure, took); // before anybody is told, so that whoever is told finds it counted
        lock.lock();
        try {
            opening--;
            lastConnectFailure = failure;
            boolean everyone = busy.isEmpty() && opening == 0 || failure.category() == ErrorCategory.AUTHENTICATION;
            int concerned = everyone ? waiters.size() : Math.min(1, waiters.size());
            for (int i = 0; i < concerned; i++) {
                waiters.removeFirst().fail(failure);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Hands a connection to the first in the queue, or keeps it. */
    @GuardedBy("lock")
    private void offer(PooledConnection pooled, long now) {
        Waiter first = waiters.pollFirst();
        if (first == null) {
            idle.addLast(pooled);
        } else {
            lend(pooled, now);
            pooled.holder = first.thread();
            first.serve(pooled);
        }
    }

    @GuardedBy("lock")
    private void lend(PooledConnection pooled, long now) {
        pooled.lentTo(Thread.currentThread(), now);
        busy.add(pooled);
    }

    private long expiry(long now) {
        long recycle = config.recycle().toNanos();
        if (recycle == 0) {
            return now + Long.MAX_VALUE / 4;
        }
        return now + recycle - (long) (ThreadLocalRandom.current().nextDouble() * RECYCLE_VARIANCE * recycle);
    }

    private void closeQuietly(PooledConnection pooled, String reason) {
        pooled.connection.close();
        listener.closed(reason);
    }

    /** The pool at this moment. */
    public PoolStats stats() {
        lock.lock();
        try {
            int total = idle.size() + busy.size();
            return new PoolStats(
                    config.size(),
                    config.maxOverflow(),
                    idle.size(),
                    busy.size(),
                    Math.max(0, total - config.size()),
                    waiters.size(),
                    total,
                    invalid);
        } finally {
            lock.unlock();
        }
    }

    /** Refuses everybody from now on, those who wait included, and closes idle connections. Busy ones are closed when they come back. */
    public void close() {
        List<PooledConnection> flushed;
        lock.lock();
        try {
            closed = true;
            flushed = endGeneration();
            DatabaseException reason = closedError();
            waiters.forEach(waiter -> waiter.fail(reason));
            waiters.clear();
        } finally {
            lock.unlock();
        }
        flushed.forEach(pooled -> closeQuietly(pooled, "pool closed"));
    }

    /**
     * Waits until everything lent has come back, or {@code deadline} is over; then cancels what runs, and cuts what does not end within a second of that.
     * Returns who was cancelled or cut. For a closed pool.
     */
    public List<String> drain(Deadline deadline) {
        if (awaitReturned(deadline)) {
            return List.of();
        }
        List<PooledConnection> late = busy();
        List<String> holders = late.stream()
                .map(pooled -> Holders.describe(pooled, ticker.nanoTime()))
                .toList();
        // Side by side: a server that does not answer would make each wait for its own time-out.
        late.forEach(pooled -> openers.execute(pooled.connection::cancel));
        if (!awaitReturned(Deadline.at(ticker.nanoTime(), CANCEL_GRACE))) {
            busy().forEach(pooled -> pooled.connection.abort());
        }
        return holders;
    }

    private boolean awaitReturned(Deadline deadline) {
        lock.lock();
        try {
            while (!busy.isEmpty()) {
                long remaining = deadline.remainingNanos(ticker.nanoTime());
                if (remaining == 0 || returned.awaitNanos(remaining) <= 0) {
                    return busy.isEmpty();
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

    private List<PooledConnection> busy() {
        lock.lock();
        try {
            return new ArrayList<>(busy);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void refuseIfClosed() {
        if (closed) {
            throw closedError();
        }
    }

    private DatabaseException closedError() {
        return new DatabaseException(
                ErrorCategory.REFUSED, database + ": the pool of " + host() + " is closed, no connection can be taken");
    }

    private DatabaseException interrupted(long startedAt) {
        return new DatabaseException(
                ErrorCategory.REFUSED,
                database + ": interrupted after " + waited(startedAt) + " of waiting for a connection to " + host());
    }

    private PoolExhaustedException exhausted(long startedAt) {
        PoolStats stats = stats();
        List<PooledConnection> holding;
        DatabaseException lastFailure;
        lock.lock();
        try {
            holding = new ArrayList<>(busy);
            lastFailure = lastConnectFailure;
        } finally {
            lock.unlock();
        }
        listener.timedOut();
        String message = String.format(
                "%s: no connection to %s became free within %s (size %d, max-overflow %d, active %d, idle %d, waiting %d)",
                database,
                host(),
                waited(startedAt),
                stats.size(),
                stats.maxOverflow(),
                stats.active(),
                stats.idle(),
                stats.pending());
        return new PoolExhaustedException(
                message + Holders.oldest(holding, ticker.nanoTime()),
                database,
                host().toString(),
                "Look for units of work that hold a connection for long, or raise pool.size, pool.max-overflow or pool.timeout",
                lastFailure);
    }

    private String waited(long startedAt) {
        return Duration.ofNanos(ticker.nanoTime() - startedAt).toMillis() + " ms";
    }
}
