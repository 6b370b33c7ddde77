package dev.hawser.benchmarks.pool;

import dev.hawser.Deadline;
import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.TcpProxy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A firewall forgets every connection of a pool: whatever is sent vanishes, nothing is refused, and new connections work. */
final class BlackHoleMeasure implements Measure {

    private static final int[] SIZES = {5, 50, 200};
    private static final int CALLERS = 20;
    private static final Duration CAP = Duration.ofSeconds(120);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Longer than any pool trusts a connection without asking it. */
    private static final Duration IDLE = Duration.ofMillis(1_500);

    private static final Metric CPU = Metric.low("20 callers' processor ms", 2);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private @Nullable PostgresServer server;

    private static Metric time(int size) {
        return Metric.low(size + ": s", 2);
    }

    @Override
    public String name() {
        return "blackhole";
    }

    @Override
    public String title() {
        return "Black hole: all idle connections to PostgreSQL fall silent, one caller's first good query (5, 50, 200 connections)";
    }

    @Override
    public Set<PoolLibrary> libraries() {
        return EnumSet.of(PoolLibrary.HIKARI, PoolLibrary.AGROAL_NO_CACHE, PoolLibrary.HAWSER_FACADE);
    }

    @Override
    public int rounds() {
        return 1;
    }

    @Override
    public List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>();
        for (int size : SIZES) {
            metrics.add(time(size));
        }
        metrics.add(CPU);
        return metrics;
    }

    @Override
    public Map<Metric, Double> run(PoolLibrary library) throws Exception {
        Map<Metric, Double> figures = new HashMap<>();
        for (int size : SIZES) {
            figures.put(time(size), firstGoodQuery(library, size));
        }
        figures.put(CPU, processorTime(library));
        return figures;
    }

    private PostgresServer server() throws IOException {
        PostgresServer started = server;
        if (started == null) {
            started = PostgresServer.started("max_connections = 500");
            server = started;
        }
        return started;
    }

    /** What is done while the connections are silent. */
    private interface Work<R> {
        R on(LendingPool<?> pool) throws Exception;
    }

    private <R> R inBlackHole(PoolLibrary library, int size, Work<R> work) throws Exception {
        try (TcpProxy proxy = TcpProxy.to(server().host());
                LendingPool<?> pool = PostgresqlPools.open(library, server(), proxy.host(), size)) {
            pool.open(size, Deadline.in(CAP));
            TimeUnit.NANOSECONDS.sleep(IDLE.toNanos());
            proxy.silence();
            return work.on(pool);
        }
    }

    private double firstGoodQuery(PoolLibrary library, int size) throws Exception {
        return inBlackHole(library, size, pool -> {
            long startedAt = System.nanoTime();
            boolean good = queryUntilGood(pool);
            return good ? (System.nanoTime() - startedAt) / 1e9 : Double.POSITIVE_INFINITY;
        });
    }

    /** As an application that tries again a moment after an error. */
    private static <C> boolean queryUntilGood(LendingPool<C> pool) throws Exception {
        Deadline deadline = Deadline.in(CAP);
        while (!deadline.expired()) {
            try {
                C connection = pool.acquire(deadline);
                try {
                    pool.query(connection, "select 1");
                    return true;
                } finally {
                    pool.release(connection);
                }
            } catch (Exception failed) {
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
        }
        return false;
    }

    /** What 20 callers of a pool of 5 use of the processor until they have their query: they have nothing to do but to wait. */
    private double processorTime(PoolLibrary library) throws Exception {
        return inBlackHole(library, SIZES[0], pool -> {
            ExecutorService executor = Executors.newFixedThreadPool(CALLERS);
            List<Future<Long>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(executor.submit(() -> {
                    queryUntilGood(pool);
                    return THREADS.getCurrentThreadCpuTime();
                }));
            }
            RequestThreads.finish(executor);
            double used = 0;
            for (Future<Long> caller : callers) {
                used += caller.get();
            }
            return used / 1e6;
        });
    }

    @Override
    public boolean toleratesOthers() {
        return true;
    }

    @Override
    public List<Goal> goals() {
        Metric few = time(SIZES[0]);
        Metric many = time(SIZES[SIZES.length - 1]);
        List<Goal> goals = new ArrayList<>();
        for (int size : SIZES) {
            goals.add(Goal.atMost(
                    1.5, "seconds of Hawser with " + size, Goal.value(time(size), PoolLibrary.HAWSER_FACADE)));
        }
        goals.add(Goal.atMost(
                1.2,
                "Hawser's time with 200 x with 5",
                results -> results.median(PoolLibrary.HAWSER_FACADE, many)
                        / results.median(PoolLibrary.HAWSER_FACADE, few)));
        return goals;
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }
}
