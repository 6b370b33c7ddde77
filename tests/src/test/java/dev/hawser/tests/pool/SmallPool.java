package dev.hawser.tests.pool;

import dev.hawser.Deadline;
import dev.hawser.HostSpec;
import dev.hawser.PoolStats;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.Errors;
import dev.hawser.internal.pool.ConnectionPool;
import dev.hawser.internal.pool.Connector;
import dev.hawser.internal.pool.CurrentCredentials;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.pool.PoolListener;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.ErrorTable.Meaning;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A pool for tests that try every schedule of a few threads. It connects on the calling thread, its clock stands until a test moves it, nothing in it is
 * random, and it is not one step longer than needed, since each step multiplies the schedules. Its connections notice at once when they are in two hands,
 * when they are closed under a holder, and when there are too many of them.
 */
final class SmallPool {

    static final Duration EVER = Duration.ofDays(1);
    static final Duration SHORT = Duration.ofSeconds(1);

    private static final HostSpec HOST = new HostSpec("db1", 5432);
    private static final Errors ERRORS = new Errors(
            "orders", false, error -> new Meaning(ErrorCategory.CONNECTION_REFUSED, null, 0, null), List.of());
    private static final PoolListener NOBODY = new Nobody();

    private final ConnectionPool pool;
    private final int bound;
    private volatile int most;
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();

    SmallPool(int size, int overflow) {
        bound = size + overflow;
        most = bound;
        Ticker ticker = new Clock();
        CurrentCredentials nobody = new CurrentCredentials(() -> new Credentials(null, null, 0), null, ERRORS, ticker);
        Connector connector = new Connector(SHORT, HOST, (host, login, timeout) -> connect(), nobody, ERRORS, ticker);
        PoolConfig config = PoolConfig.builder()
                .size(size)
                .maxOverflow(overflow)
                .timeout(EVER)
                .recycle(Duration.ZERO)
                .prePing(false)
                .keepalive(EVER)
                .build();
        pool = new ConnectionPool("orders", connector, config, ticker, Runnable::run, NOBODY, null);
    }

    private EngineConnection connect() throws Exception {
        if (refusals.get() > 0 && refusals.getAndDecrement() > 0) {
            throw new Exception("refused");
        }
        if (open.incrementAndGet() > most) {
            throw new AssertionError("more than " + most + " are open");
        }
        return new Checked();
    }

    /** So many connections may be opened while those that they replace are not closed yet. */
    void mayReplace(int connections) {
        most = bound + connections;
    }

    /** The next connects fail. */
    void refuse(int times) {
        refusals.set(times);
    }

    /** Lets time pass. */
    void advance(Duration duration) {
        now.addAndGet(duration.toNanos());
    }

    /** Takes a connection in hand. */
    Lease acquire(Duration timeout) {
        Lease lease = pool.acquire(Deadline.at(now.get(), timeout));
        checked(lease).take();
        return lease;
    }

    void release(Lease lease) {
        Checked connection;
        try {
            connection = checked(lease);
        } catch (IllegalStateException aborted) {
            return;
        }
        connection.let();
        lease.release();
    }

    void evict(Lease lease, boolean lost) {
        checked(lease).let();
        lease.evict("test", lost);
    }

    /** Takes a connection in hand and gives it back. False if none was to be had. */
    boolean useOrGiveUp(Duration timeout) {
        Lease lease;
        try {
            lease = acquire(timeout);
        } catch (DatabaseException gaveUp) {
            return false;
        }
        release(lease);
        return true;
    }

    Object connection(Lease lease) {
        return lease.connection();
    }

    private static Checked checked(Lease lease) {
        return (Checked) lease.connection();
    }

    ConnectionPool pool() {
        return pool;
    }

    int open() {
        return open.get();
    }

    /** Fails unless so many are lent, nobody waits, and the pool knows of all that is open. For a moment in which nothing runs. */
    void check(int lent) {
        PoolStats stats = pool.stats();
        boolean sound = stats.active() == lent
                && stats.pending() == 0
                && stats.total() == stats.active() + stats.idle()
                && stats.total() == open.get()
                && stats.total() <= bound;
        if (!sound) {
            throw new AssertionError(lent + " lent, " + open.get() + " open, but " + stats);
        }
    }

    final class Checked implements EngineConnection {

        private final AtomicBoolean inHand = new AtomicBoolean();
        private final AtomicBoolean closed = new AtomicBoolean();

        void take() {
            if (!inHand.compareAndSet(false, true)) {
                throw new AssertionError("one connection in two hands");
            }
            if (closed.get()) {
                throw new AssertionError("a closed connection was lent");
            }
        }

        void let() {
            inHand.set(false);
        }

        @Override
        public void close() {
            if (inHand.get()) {
                throw new AssertionError("closed under its holder");
            }
            abort();
        }

        @Override
        public void abort() {
            inHand.set(false);
            if (closed.compareAndSet(false, true)) {
                open.decrementAndGet();
            }
        }

        @Override
        public boolean isAlive(Duration timeout) {
            return !closed.get();
        }

        @Override
        public void reset() {}

        @Override
        public String serverVersion() {
            return "";
        }

        @Override
        public Integer connectionCount() {
            return null;
        }

        @Override
        public void cancel() {}

        @Override
        public boolean inTransaction() {
            return false;
        }

        @Override
        public String serverProcess() {
            return "";
        }
    }

    final class Clock implements Ticker {

        @Override
        public long nanoTime() {
            return now.get();
        }

        @Override
        public void sleep(Duration duration) {
            advance(duration); // so a connect that failed is not followed by a pause
        }
    }

    private static final class Nobody implements PoolListener {

        @Override
        public void opened(Duration took) {}

        @Override
        public void openFailed(DatabaseException error, Duration took) {}

        @Override
        public void closed(String reason) {}

        @Override
        public void timedOut() {}

        @Override
        public boolean heard() {
            return false;
        }

        @Override
        public void acquired(Duration waited) {}

        @Override
        public void released(Duration used) {}

        @Override
        public void rejected() {}

        @Override
        public void leakSuspected(String holder) {}

        @Override
        public void leakReclaimed(String holder) {}
    }
}
