package dev.hawser.benchmarks.pool;

import dev.hawser.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests that arrive whether or not the earlier ones are done, a number of them at each tick, on a thread each. A request takes a connection several times,
 * holds it, gives it back, and has one deadline for all of that; the first refusal fails it.
 */
record OpenLoop(int requestsPerTick, Duration tick, int acquisitions, Duration hold, Duration timeout) {

    /**
     * What became of them.
     *
     * @param latencies of those that succeeded
     * @param failures by their reason
     */
    record Outcome(Samples latencies, Samples holds, Map<String, Integer> failures) {

        int failed() {
            return failures.values().stream().mapToInt(Integer::intValue).sum();
        }

        /** How many did not succeed within {@code limit}. */
        int failedOrLate(Duration limit) {
            return failed() + latencies.above(limit.toNanos());
        }

        int requests() {
            return latencies.size() + failed();
        }
    }

    /** Lets requests arrive for as long as {@code length}, and waits for the last one. */
    <C> Outcome run(LendingPool<C> pool, Duration length) throws Exception {
        Map<String, Integer> failures = new ConcurrentHashMap<>();
        Samples holds = new Samples(1);
        Samples latencies = new Samples(1);
        ExecutorService executor = RequestThreads.open();
        List<Future<long[]>> requests = new ArrayList<>();
        long ticks = length.toNanos() / tick.toNanos();
        long startedAt = System.nanoTime();
        for (long i = 0; i < ticks; i++) {
            awaitMoment(startedAt + i * tick.toNanos());
            for (int j = 0; j < requestsPerTick; j++) {
                long arrivedAt = System.nanoTime();
                requests.add(executor.submit(() -> request(pool, arrivedAt, failures)));
            }
        }
        RequestThreads.finish(executor);
        for (Future<long[]> request : requests) {
            long[] times = request.get();
            if (times.length > 0) {
                latencies.add(times[0]);
                for (int i = 1; i < times.length; i++) {
                    holds.add(times[i]);
                }
            }
        }
        return new Outcome(latencies, holds, failures);
    }

    private static void awaitMoment(long moment) {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** How long it took, and how long it held each connection; nothing if it failed. */
    private <C> long[] request(LendingPool<C> pool, long arrivedAt, Map<String, Integer> failures) {
        Deadline deadline = Deadline.at(arrivedAt, timeout);
        long[] times = new long[1 + acquisitions];
        try {
            for (int i = 1; i <= acquisitions; i++) {
                C connection = pool.acquire(deadline);
                times[i] = Hold.nanos(hold.toNanos());
                pool.release(connection);
            }
        } catch (Exception refused) {
            failures.merge(refused.getClass().getSimpleName(), 1, Integer::sum);
            return new long[0];
        }
        times[0] = System.nanoTime() - arrivedAt;
        return times;
    }

    /** The part of {@code connections} that they need, if each holds for {@code heldNanos}. */
    double load(int connections, double heldNanos) {
        return requestsPerTick * acquisitions * heldNanos / (connections * (double) tick.toNanos());
    }
}
