package dev.hawser.benchmarks.pool;

import dev.hawser.Deadline;
import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import dev.hawser.benchmarks.stub.StubServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Fifty callers at once for a pool of five that may grow to fifty, where growing takes far longer than the work: a pool that waits a moment is done first. */
final class SpikeMeasure implements Measure {

    private static final int CALLERS = 50;
    private static final int MINIMUM = 5;
    private static final int MAXIMUM = 50;
    private static final int WARMUPS = 3;
    private static final Duration OPENING = Duration.ofMillis(150);
    private static final Duration QUERY = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Metric TOTAL = Metric.low("total ms", 1);
    private static final Metric CALLER = Metric.plain("median caller ms", 1);
    private static final Metric OPENED = Metric.low("opened", 0);

    @Override
    public String name() {
        return "spike";
    }

    @Override
    public String title() {
        return "Spike: 50 callers at once, 5 connections open of at most 50, 150 ms to open one, 2 ms of work";
    }

    @Override
    public Set<PoolLibrary> libraries() {
        return EnumSet.allOf(PoolLibrary.class);
    }

    @Override
    public int rounds() {
        return 7;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(TOTAL, CALLER, OPENED);
    }

    @Override
    public Map<Metric, Double> run(PoolLibrary library) throws Exception {
        for (int i = 0; i < WARMUPS; i++) {
            spike(library);
        }
        return spike(library);
    }

    private static Map<Metric, Double> spike(PoolLibrary library) throws Exception {
        PoolSettings settings = new PoolSettings(MINIMUM, MAXIMUM, PATIENCE, false);
        try (StubServer server = StubServer.started();
                LendingPool<?> pool = library.open(server, settings)) {
            openMinimum(library, pool, server);
            server.delayOpening(OPENING);
            int before = server.opened();
            Map<Metric, Double> times = callAllAtOnce(pool);
            TimeUnit.NANOSECONDS.sleep(2 * OPENING.toNanos()); // what the spike made the pool open may come after it
            return Map.of(
                    TOTAL,
                    times.getOrDefault(TOTAL, Double.NaN),
                    CALLER,
                    times.getOrDefault(CALLER, Double.NaN),
                    OPENED,
                    (double) server.opened() - before);
        }
    }

    /** The other pools open their minimum by themselves, and would open more if it were taken from them meanwhile. */
    private static void openMinimum(PoolLibrary library, LendingPool<?> pool, StubServer server) throws Exception {
        pool.open(library.isPeer() ? 1 : MINIMUM, Deadline.in(PATIENCE));
        Deadline deadline = Deadline.in(PATIENCE);
        while (server.opened() < MINIMUM && !deadline.expired()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        TimeUnit.MILLISECONDS.sleep(50);
    }

    private static <C> Map<Metric, Double> callAllAtOnce(LendingPool<C> pool) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(CALLERS);
        CountDownLatch ready = new CountDownLatch(CALLERS);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Long>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(executor.submit(() -> {
                ready.countDown();
                start.await();
                C connection = pool.acquire(Deadline.in(PATIENCE));
                Hold.nanos(QUERY.toNanos());
                pool.release(connection);
                return System.nanoTime();
            }));
        }
        ready.await();
        long startedAt = System.nanoTime();
        start.countDown();
        RequestThreads.finish(executor);
        Samples took = new Samples(CALLERS);
        for (Future<Long> caller : callers) {
            took.add(caller.get() - startedAt);
        }
        return Map.of(TOTAL, took.quantile(1) / 1e6, CALLER, took.quantile(0.5) / 1e6);
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atMost(
                        1.1, "total of the lease x the best peer's", Goal.ratioToBest(TOTAL, PoolLibrary.HAWSER_LEASE)),
                Goal.atMost(5, "connections opened by the lease", Goal.value(OPENED, PoolLibrary.HAWSER_LEASE)));
    }
}
