package dev.hawser.internal.client;

import dev.hawser.ConnectionHolder;
import dev.hawser.Deadline;
import dev.hawser.DrainReport;
import dev.hawser.FlushMode;
import dev.hawser.HostSpec;
import dev.hawser.Pool;
import dev.hawser.PoolStats;
import dev.hawser.PoolTimes;
import dev.hawser.PoolTotals;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.pool.PoolTimings;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The connections that a client keeps, as it tells of them. What it does with them is its own to decide. Thread-safe. */
final class ClientPool implements Pool {

    private final DatabaseConfig config;
    private final Ticker ticker;
    private final Map<HostSpec, Counts> hosts = new ConcurrentHashMap<>();
    private final Map<Object, ClientLoan> loans = new ConcurrentHashMap<>();
    private final PoolTimings timings = new PoolTimings();
    private final LongAdder acquired = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final LongAdder retired = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder invalid = new LongAdder();
    private final AtomicInteger active = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition allBack = lock.newCondition();

    /** The connections to one host, each of whose pools has the configured bounds. */
    private static final class Counts {
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger lent = new AtomicInteger();
        private final AtomicInteger waiting = new AtomicInteger();

        private boolean isUsed() {
            return open.get() > 0 || waiting.get() > 0;
        }

        private PoolStats stats(PoolConfig bounds) {
            int total = open.get();
            int busy = Math.min(total, lent.get());
            return new PoolStats(
                    bounds.size(),
                    bounds.maxOverflow(),
                    total - busy,
                    busy,
                    Math.max(0, total - bounds.size()),
                    waiting.get(),
                    total,
                    0);
        }
    }

    ClientPool(DatabaseConfig config, Ticker ticker) {
        this.config = config;
        this.ticker = ticker;
    }

    private Counts counts(HostSpec host) {
        return hosts.computeIfAbsent(host, first -> new Counts());
    }

    void opened(HostSpec host, Duration took) {
        opened.increment();
        timings.opened(took.toNanos());
        counts(host).open.incrementAndGet();
    }

    void closed(HostSpec host, boolean broken) {
        retired.increment();
        if (broken) {
            invalid.increment();
        }
        counts(host).open.decrementAndGet();
    }

    void waiting(HostSpec host) {
        counts(host).waiting.incrementAndGet();
    }

    void acquired(HostSpec host, Object connection, Duration waited) {
        acquired.increment();
        timings.waited(waited.toNanos());
        Counts counts = counts(host);
        counts.waiting.decrementAndGet();
        counts.lent.incrementAndGet();
        active.incrementAndGet();
        loans.put(connection, new ClientLoan(host, Thread.currentThread(), ticker.nanoTime()));
    }

    void notAcquired(HostSpec host, boolean inVain) {
        counts(host).waiting.decrementAndGet();
        if (inVain) {
            timedOut.increment();
        }
    }

    void started(Object connection, String text) {
        ClientLoan loan = loans.get(connection);
        if (loan != null) {
            loan.runs(text);
        }
    }

    /** Returns how long it was lent. */
    Duration released(HostSpec host, Object connection) {
        ClientLoan loan = loans.remove(connection);
        long used = loan == null ? 0 : ticker.nanoTime() - loan.since();
        timings.used(used);
        counts(host).lent.decrementAndGet();
        if (active.decrementAndGet() == 0) {
            lock.lock();
            try {
                allBack.signalAll();
            } finally {
                lock.unlock();
            }
        }
        return Duration.ofNanos(used);
    }

    /** Waits until everything has come back, or until {@code deadline}; then says who still holds what. */
    List<ConnectionHolder> awaitReturn(Deadline deadline) {
        lock.lock();
        try {
            while (active.get() > 0) {
                long left = deadline.remainingNanos(ticker.nanoTime());
                if (left == 0 || !ticker.await(allBack, Duration.ofNanos(left))) {
                    break;
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return holders();
    }

    @Override
    public PoolStats stats() {
        PoolStats sum = hosts.values().stream()
                .filter(Counts::isUsed)
                .map(counts -> counts.stats(config.pool()))
                .reduce(PoolStats.EMPTY, PoolStats::plus);
        PoolConfig bounds = config.pool();
        return new PoolStats(
                Math.max(sum.size(), bounds.size()),
                Math.max(sum.maxOverflow(), bounds.maxOverflow()),
                sum.idle(),
                sum.active(),
                sum.overflow(),
                sum.pending(),
                sum.total(),
                invalid.sum());
    }

    /** The connections to one host. */
    PoolStats stats(HostSpec host) {
        return counts(host).stats(config.pool());
    }

    @Override
    public PoolTotals totals() {
        return new PoolTotals(acquired.sum(), opened.sum(), retired.sum(), timedOut.sum(), 0, 0);
    }

    @Override
    public PoolTimes times() {
        return timings.times();
    }

    @Override
    public List<ConnectionHolder> holders() {
        long now = ticker.nanoTime();
        return loans.values().stream()
                .map(loan -> loan.published(now))
                .sorted(Comparator.comparing(ConnectionHolder::held).reversed())
                .toList();
    }

    @Override
    public void resize(int size, int maxOverflow) {
        throw refused("resized", "set pool.size, and open it anew");
    }

    @Override
    public void suspend() {
        throw refused("suspended", "its driver waits for the new primary by itself when the old one steps down");
    }

    @Override
    public boolean isSuspended() {
        return false;
    }

    /** It never was suspended. */
    @Override
    public void resume() {}

    @Override
    public void flush(FlushMode mode) {
        throw refused("flushed", "its driver replaces connections when they break, and when they reach pool.recycle");
    }

    @Override
    public DrainReport drain(Duration timeout) {
        throw refused("drained", "its driver waits for the new primary by itself when the old one steps down");
    }

    private DatabaseException refused(String what, String advice) {
        return new DatabaseException(
                ErrorCategory.REFUSED,
                config.name() + ": the pool is that of the driver of " + config.engine() + " and cannot be " + what,
                config.name(),
                null,
                null,
                0,
                advice,
                null);
    }
}
