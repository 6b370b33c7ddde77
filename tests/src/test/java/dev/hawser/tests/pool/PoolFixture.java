package dev.hawser.tests.pool;

import dev.hawser.Deadline;
import dev.hawser.HostSpec;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.internal.Errors;
import dev.hawser.internal.pool.ConnectionPool;
import dev.hawser.internal.pool.Connector;
import dev.hawser.internal.pool.CurrentCredentials;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.pool.PoolListener;
import dev.hawser.spi.ConnectLimiter;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.CredentialsProvider;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.FakeEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A pool over a fake engine, and threads that use it. */
final class PoolFixture implements AutoCloseable {

    static final HostSpec HOST = new HostSpec("db1", 5432);
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Map<Lease, FakeConnection> LENT = Collections.synchronizedMap(new WeakHashMap<>());
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Short enough not to be noticed, long enough to leave the processors to those who are waited for. */
    private static final long POLLING = TimeUnit.MICROSECONDS.toNanos(50);

    final FakeEngine engine = new FakeEngine();
    final Queue<String> events = new ConcurrentLinkedQueue<>();
    final ExecutorService threads = Executors.newCachedThreadPool();
    final AtomicInteger loans = new AtomicInteger();
    final AtomicInteger returns = new AtomicInteger();
    final CurrentCredentials credentials;
    final ConnectionPool pool;
    private final Ticker ticker;

    /** Whether somebody listens to every loan. */
    volatile boolean heard = true;

    /** Run when a connect succeeded, before the pool takes the connection; when a loan ends, before the connection is idle or closed. */
    volatile Runnable onOpened = () -> {};

    volatile Runnable onReleased = () -> {};

    PoolFixture(int size, int overflow) {
        this(bounds(size, overflow).build(), Ticker.SYSTEM);
    }

    PoolFixture(PoolConfig config, Ticker ticker) {
        this(config, ticker, new Parts());
    }

    PoolFixture(PoolConfig config, Ticker ticker, Parts parts) {
        this.ticker = ticker;
        Errors errors = new Errors("orders", false, engine.errors(), List.of());
        credentials = new CurrentCredentials(parts.provider, null, errors, ticker);
        Connector connector =
                new Connector(CONNECT_TIMEOUT, HOST, engine.connectionFactory(null), credentials, errors, ticker);
        Executor workers = parts.workers == null ? threads : parts.workers;
        pool = new ConnectionPool("orders", connector, config, ticker, workers, new Recorder(), parts.limiter);
    }

    /** What a pool works with that most tests do not care about. */
    static final class Parts {

        private CredentialsProvider provider = () -> new Credentials(null, null, 0);
        private ConnectLimiter limiter;
        private Executor workers;

        Parts credentials(CredentialsProvider given) {
            provider = given;
            return this;
        }

        Parts limiter(ConnectLimiter given) {
            limiter = given;
            return this;
        }

        Parts workers(Executor given) {
            workers = given;
            return this;
        }
    }

    static PoolConfig.Builder bounds(int size, int overflow) {
        return PoolConfig.builder().size(size).maxOverflow(overflow).timeout(PATIENCE);
    }

    Lease acquire() {
        return acquireWithin(PATIENCE);
    }

    Lease acquireWithin(Duration timeout) {
        return acquireBy(Deadline.at(ticker.nanoTime(), timeout));
    }

    Lease acquireBy(Deadline deadline) {
        Lease lease = pool.acquire(deadline);
        LENT.put(lease, (FakeConnection) lease.connection());
        return lease;
    }

    /** So many leases at the same time. */
    List<Lease> acquireMany(int number) {
        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            leases.add(acquire());
        }
        return leases;
    }

    /** So many connections, idle. */
    List<FakeConnection> idle(int number) {
        List<Lease> leases = acquireMany(number);
        leases.forEach(Lease::release);
        return leases.stream().map(PoolFixture::of).toList();
    }

    /** Acquires on a thread of its own, and returns when that thread waits in the queue as number {@code place}. */
    CompletableFuture<Lease> queueUp(int place) {
        return queueUp(place, Deadline.at(ticker.nanoTime(), PATIENCE));
    }

    /** As above. The number counts arrivals, whatever the deadline. */
    CompletableFuture<Lease> queueUp(int place, Deadline deadline) {
        CompletableFuture<Lease> lease = CompletableFuture.supplyAsync(() -> acquireBy(deadline), threads);
        await(() -> pool.stats().pending() == place || lease.isDone());
        return lease;
    }

    /** The connection of a lease, also of one that was released, which does not give it away any more. */
    static FakeConnection of(Lease lease) {
        return LENT.computeIfAbsent(lease, live -> (FakeConnection) live.connection());
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not happen within " + PATIENCE);
            }
            LockSupport.parkNanos(POLLING);
        }
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        pool.close();
        threads.shutdownNow();
    }

    private final class Recorder implements PoolListener {

        @Override
        public void opened(Duration took) {
            events.add("opened");
            onOpened.run();
        }

        @Override
        public void openFailed(DatabaseException error, Duration took) {
            events.add("open failed " + error.category());
        }

        @Override
        public void closed(String reason) {
            events.add("closed: " + reason);
        }

        @Override
        public boolean heard() {
            return heard;
        }

        @Override
        public void acquired(Duration waited) {
            loans.incrementAndGet();
        }

        @Override
        public void released(Duration used) {
            returns.incrementAndGet();
            onReleased.run();
        }

        @Override
        public void rejected() {
            events.add("rejected");
        }

        @Override
        public void leakSuspected(String holder) {
            events.add("leak suspected: " + holder);
        }

        @Override
        public void leakReclaimed(String holder) {
            events.add("leak reclaimed: " + holder);
        }

        @Override
        public void timedOut() {
            events.add("timed out");
        }
    }
}
