package dev.hawser.benchmarks.pool;

import dev.hawser.Deadline;
import dev.hawser.HostSpec;
import dev.hawser.benchmarks.stub.StubEngine;
import dev.hawser.benchmarks.stub.StubServer;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.internal.Errors;
import dev.hawser.internal.Threads;
import dev.hawser.internal.pool.ConnectionPool;
import dev.hawser.internal.pool.Connector;
import dev.hawser.internal.pool.CurrentCredentials;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.pool.PoolListener;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Hawser's pool as its own helpers use it: through the lease. The one place that knows how a pool is made. */
public final class HawserLeases implements LendingPool<Lease> {

    private static final String NAME = "shop";
    private static final HostSpec HOST = new HostSpec("localhost", 1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration MAINTENANCE = Duration.ofSeconds(1);

    private static final Credentials NOBODY = new Credentials(null, null, 0);

    private final Threads threads = new Threads(Ticker.SYSTEM);
    private final ConnectionPool pool;

    public HawserLeases(StubServer server, PoolSettings settings) {
        StubEngine engine = new StubEngine(server);
        Errors errors = new Errors(NAME, false, engine.errors(), List.of());
        ConnectionFactory factory = engine.connectionFactory();
        Connector connector = new Connector(
                CONNECT_TIMEOUT,
                HOST,
                factory,
                new CurrentCredentials(() -> NOBODY, null, errors, threads.ticker()),
                errors,
                threads.ticker());
        pool = new ConnectionPool(
                NAME, connector, config(settings), threads.ticker(), threads.workers(), new Deaf(), null);
        // As a manager does.
        threads.timer()
                .scheduleWithFixedDelay(
                        () -> threads.workers().execute(pool::maintain),
                        MAINTENANCE.toNanos(),
                        MAINTENANCE.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private static PoolConfig config(PoolSettings settings) {
        int overflow = settings.maximum() - settings.minimum();
        return PoolConfig.builder()
                .size(settings.minimum())
                .maxOverflow(overflow)
                .timeout(settings.timeout())
                .shed(settings.shed())
                .build();
    }

    @Override
    public Lease acquire(Deadline deadline) {
        return pool.acquire(deadline);
    }

    /** What the helpers do before they run a statement; the statement itself is the driver's. */
    @Override
    public void query(Lease lease, String sql) {
        lease.running(sql);
    }

    @Override
    public void release(Lease lease) {
        lease.release();
    }

    @Override
    public void close() {
        pool.close();
        threads.close();
    }

    /** Nobody listens. */
    private static final class Deaf implements PoolListener {

        @Override
        public boolean heard() {
            return false;
        }

        @Override
        public void acquired(Duration waited) {
            // not asked
        }

        @Override
        public void released(Duration used) {
            // not asked
        }

        @Override
        public void rejected() {
            // not asked: the caller is told
        }

        @Override
        public void leakSuspected(String holder) {
            throw new IllegalStateException("a benchmark leaks: " + holder);
        }

        @Override
        public void leakReclaimed(String holder) {
            throw new IllegalStateException("a benchmark leaks: " + holder);
        }

        @Override
        public void opened(Duration took) {
            // not asked
        }

        @Override
        public void openFailed(DatabaseException error, Duration took) {
            // not asked: the caller is told
        }

        @Override
        public void closed(String reason) {
            // not asked
        }

        @Override
        public void timedOut() {
            // not asked: the caller is told
        }
    }
}
