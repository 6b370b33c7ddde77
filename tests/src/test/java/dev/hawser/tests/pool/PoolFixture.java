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
import dev.hawser.spi.Credentials;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.FakeConnection;
import dev.hawser.testkit.FakeEngine;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A pool over a fake engine, and threads that use it. */
final class PoolFixture implements AutoCloseable {

    static final HostSpec HOST = new HostSpec("db1", 5432);
    private static final Map<Lease, FakeConnection> LENT = Collections.synchronizedMap(new WeakHashMap<>());
    static final Duration PATIENCE = Duration.ofSeconds(10);

    final FakeEngine engine = new FakeEngine();
    final List<String> events = new CopyOnWriteArrayList<>();
    final ExecutorService threads = Executors.newCachedThreadPool();
    final AtomicInteger loans = new AtomicInteger();
    final AtomicInteger returns = new AtomicInteger();
    final ConnectionPool pool;

    PoolFixture(int size, int overflow) {
        this(
                PoolConfig.builder()
                        .size(size)
                        .maxOverflow(overflow)
                        .timeout(PATIENCE)
                        .build(),
                Ticker.SYSTEM);
    }

    PoolFixture(PoolConfig config, Ticker ticker) {
        Errors errors = new Errors("orders", false, engine.errors(), List.of());
        CurrentCredentials nobody = new CurrentCredentials(() -> new Credentials(null, null, 0), null, errors, ticker);
        Connector connector =
                new Connector(Duration.ofSeconds(2), HOST, engine.connectionFactory(null), nobody, errors, ticker);
        pool = new ConnectionPool("orders", connector, config, ticker, threads, new Recorder(), null);
    }

    Lease acquire() {
        return acquireWithin(PATIENCE);
    }

    Lease acquireWithin(Duration timeout) {
        Lease lease = pool.acquire(Deadline.in(timeout));
        LENT.put(lease, (FakeConnection) lease.connection());
        return lease;
    }

    /** Acquires on a thread of its own, and returns when that thread waits in the queue as number {@code place}. */
    CompletableFuture<Lease> queueUp(int place) {
        CompletableFuture<Lease> lease = CompletableFuture.supplyAsync(this::acquire, threads);
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
            Thread.onSpinWait();
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
            return true;
        }

        @Override
        public void acquired(Duration waited) {
            loans.incrementAndGet();
        }

        @Override
        public void released(Duration used) {
            returns.incrementAndGet();
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
