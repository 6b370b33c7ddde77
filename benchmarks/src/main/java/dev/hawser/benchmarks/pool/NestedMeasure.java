package dev.hawser.benchmarks.pool;

import dev.hawser.Deadline;
import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import dev.hawser.benchmarks.stub.StubServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Ten threads hold all ten connections, and each asks for another: nobody will ever get one. How long until that is said, and what is said? */
final class NestedMeasure implements Measure {

    private static final int CONNECTIONS = 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String SQL = "select name from restaurants";

    private static final Metric REFUSED = Metric.low("first refusal s", 2);
    private static final Metric NAMES_SQL = Metric.plain("names the SQL", 0);
    private static final Metric NAMES_CODE = Metric.plain("stacks of the program", 0);

    private final Map<PoolLibrary, String> messages = new EnumMap<>(PoolLibrary.class);

    /** How the first one ended that was refused. */
    private record Refusal(long afterNanos, Exception reason) {}

    @Override
    public String name() {
        return "nested";
    }

    @Override
    public String title() {
        return "Nested checkout: 10 threads hold all 10 connections and each asks for another, time-out 5 s";
    }

    @Override
    public Set<PoolLibrary> libraries() {
        return EnumSet.allOf(PoolLibrary.class);
    }

    @Override
    public int rounds() {
        return 1;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(REFUSED, NAMES_SQL, NAMES_CODE);
    }

    @Override
    public Map<Metric, Double> run(PoolLibrary library) throws Exception {
        try (StubServer server = StubServer.started();
                LendingPool<?> pool =
                        library.open(server, PoolSettings.fixed(CONNECTIONS).timeout(TIMEOUT))) {
            Refusal refusal = nested(pool);
            String message = String.valueOf(refusal.reason().getMessage());
            messages.put(library, refusal.reason().getClass().getSimpleName() + ": " + message);
            long stacks = message.lines()
                    .filter(line -> line.contains(NestedMeasure.class.getName() + ".holdAndAsk"))
                    .count();
            return Map.of(
                    REFUSED,
                    refusal.afterNanos() / 1e9,
                    NAMES_SQL,
                    message.contains(SQL) ? 1.0 : 0.0,
                    NAMES_CODE,
                    (double) stacks);
        }
    }

    private static <C> Refusal nested(LendingPool<C> pool) throws Exception {
        pool.open(CONNECTIONS, Deadline.in(TIMEOUT));
        CountDownLatch allHold = new CountDownLatch(CONNECTIONS);
        ExecutorService executor = Executors.newFixedThreadPool(CONNECTIONS);
        List<Future<@Nullable Refusal>> callers = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            callers.add(executor.submit(() -> holdAndAsk(pool, allHold)));
        }
        RequestThreads.finish(executor);
        Refusal first = null;
        for (Future<@Nullable Refusal> caller : callers) {
            Refusal refusal = caller.get();
            if (refusal != null && (first == null || refusal.afterNanos() < first.afterNanos())) {
                first = refusal;
            }
        }
        if (first == null) {
            throw new IllegalStateException("nobody was refused");
        }
        return first;
    }

    private static <C> @Nullable Refusal holdAndAsk(LendingPool<C> pool, CountDownLatch allHold) throws Exception {
        C held = pool.acquire(Deadline.in(TIMEOUT));
        pool.query(held, SQL);
        allHold.countDown();
        allHold.await();
        long askedAt = System.nanoTime();
        try {
            pool.release(pool.acquire(Deadline.in(TIMEOUT)));
            return null;
        } catch (Exception refused) {
            return new Refusal(System.nanoTime() - askedAt, refused);
        } finally {
            pool.release(held);
        }
    }

    /** Of the others the first line; of Hawser what it says, as far as one can read it. */
    @Override
    public List<String> remarks() {
        return messages.entrySet().stream()
                .map(entry -> entry.getKey().title() + ": " + shortened(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String shortened(PoolLibrary library, String message) {
        List<String> lines = message.lines().toList();
        int shown = Math.min(lines.size(), library.isPeer() ? 1 : 24);
        return String.join(System.lineSeparator(), lines.subList(0, shown))
                + (shown < lines.size() ? " [and " + (lines.size() - shown) + " lines more]" : "");
    }

    @Override
    public boolean toleratesOthers() {
        return true;
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atMost(1, "seconds until the lease says so", Goal.value(REFUSED, PoolLibrary.HAWSER_LEASE)),
                Goal.atLeast(1, "the lease names the SQL", Goal.value(NAMES_SQL, PoolLibrary.HAWSER_LEASE)),
                Goal.atLeast(2, "stacks that the lease shows", Goal.value(NAMES_CODE, PoolLibrary.HAWSER_LEASE)));
    }
}
