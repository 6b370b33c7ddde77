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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A pool over a fake engine, and threads that use it. */
final class PoolFixture implements AutoCloseable {

    static final HostSpec HOST = new HostSpec("db1", 5432);
    static final Duration PATIENCE = Duration.ofSeconds(10);

    final FakeEngine engine = new FakeEngine();
    final List<String> events = new CopyOnWriteArrayList<>();
    final ExecutorService threads = Executors.newCachedThreadPool();
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
        pool = new ConnectionPool("orders", connector, config, ticker, threads, new Recorder());
    }

    Lease acquire() {
        return pool.acquire(Deadline.in(PATIENCE));
    }

    Lease acquireWithin(Duration timeout) {
        return pool.acquire(Deadline.in(timeout));
    }

    /** Acquires on a thread of its own, and returns when that thread waits in the queue as number {@code place}. */
    CompletableFuture<Lease> queueUp(int place) {
        CompletableFuture<Lease> lease = CompletableFuture.supplyAsync(this::acquire, threads);
        await(() -> pool.stats().pending() == place || lease.isDone());
        return lease;
    }

    static FakeConnection of(Lease lease) {
        return (FakeConnection) lease.connection();
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
        public void timedOut() {
            events.add("timed out");
        }
    }
}
