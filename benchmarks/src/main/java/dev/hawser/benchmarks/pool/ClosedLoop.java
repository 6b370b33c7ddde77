package dev.hawser.benchmarks.pool;

import dev.hawser.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Callers who take a connection, hold it, give it back, and take one again at once. Recorded is what they get within the measured time,
 * however long before it they asked.
 *
 * @param hold how long each asks to hold it
 */
record ClosedLoop(int callers, Duration hold, Duration warmup, Duration measured) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What one caller, or all together, saw. */
    record Outcome(Samples waits, Samples holds) {

        Outcome() {
            this(new Samples(8), new Samples(8));
        }

        static Outcome of(List<Outcome> parts) {
            return new Outcome(
                    Samples.of(parts.stream().map(Outcome::waits).toList()),
                    Samples.of(parts.stream().map(Outcome::holds).toList()));
        }
    }

    /** Runs the callers on threads of {@code executor}, which is used up. */
    <C> List<Outcome> run(LendingPool<C> pool, ExecutorService executor) throws Exception {
        long from = System.nanoTime() + warmup.toNanos();
        long to = from + measured.toNanos();
        List<Future<Outcome>> running = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            running.add(executor.submit(() -> call(pool, from, to)));
        }
        RequestThreads.finish(executor);
        List<Outcome> outcomes = new ArrayList<>();
        for (Future<Outcome> caller : running) {
            outcomes.add(caller.get());
        }
        return outcomes;
    }

    private <C> Outcome call(LendingPool<C> pool, long from, long to) throws Exception {
        Outcome outcome = new Outcome();
        while (true) {
            long askedAt = System.nanoTime();
            if (askedAt >= to) {
                return outcome;
            }
            C connection = pool.acquire(Deadline.in(PATIENCE));
            long gotAt = System.nanoTime();
            long held = Hold.nanos(hold.toNanos());
            pool.release(connection);
            if (gotAt >= from && gotAt < to) {
                outcome.waits().add(gotAt - askedAt);
                outcome.holds().add(held);
            }
        }
    }

    /** Of all that was recorded, how much was done in a second. */
    double perSecond(Outcome all) {
        return all.waits().size() * 1e9 / measured.toNanos();
    }
}
