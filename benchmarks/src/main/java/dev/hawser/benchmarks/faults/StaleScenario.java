package dev.hawser.benchmarks.faults;

import dev.hawser.benchmarks.faults.ReadBackClient.Seen;
import dev.hawser.benchmarks.results.Goal;
import dev.hawser.benchmarks.results.Metric;
import dev.hawser.testkit.TransferPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Standbys apply what they receive 500 ms late. What one thread writes another reads at once, and a third one when the standbys have it. */
final class StaleScenario implements FaultScenario<FaultSubject> {

    private static final Metric STALE = Metric.plain("stale", 0);
    private static final Metric STANDBYS = Metric.plain("by standbys %", 1);
    private static final Metric READ = Metric.low("mean read ms", 2);
    private static final Metric STALE_LATER = Metric.plain("later: stale", 0);
    private static final Metric STANDBYS_LATER = Metric.plain("later: by standbys %", 1);
    private static final Metric READ_LATER = Metric.low("later: mean read ms", 2);
    private static final Metric WRITES = Metric.plain("writes", 0);
    private static final Metric ERRORS = Metric.plain("errors", 0);

    private static final int CALLS = 2_000;
    private static final Duration LATE = Duration.ofMillis(500);
    private static final Duration LATER = Duration.ofMillis(600);

    @Override
    public String name() {
        return "stale";
    }

    @Override
    public String title() {
        return "standbys apply 500 ms late: a write is read by another thread, at once and 600 ms later";
    }

    @Override
    public List<FaultSubject> contenders(FaultArguments asked) {
        Set<FaultSubject> subjects = EnumSet.copyOf(asked.subjects());
        subjects.remove(FaultSubject.AWS_SRW_EFM2); // knows one standby, chosen when it is configured
        return List.copyOf(subjects);
    }

    @Override
    public int rounds() {
        return 1;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(WRITES, STALE, STANDBYS, READ, STALE_LATER, STANDBYS_LATER, READ_LATER, ERRORS);
    }

    @Override
    public FaultSubject yardstick() {
        return FaultSubject.HIKARI_MULTIHOST;
    }

    @Override
    public Map<Metric, Double> run(FaultSubject subject, FaultArguments asked) throws Exception {
        try (Servers servers = Servers.started(TransferPlan.DEFAULT)) {
            FaultClients clients = new FaultClients(servers.cluster(), servers.database(), asked.writers());
            servers.cluster().applyDelay(LATE);
            try (ReadBackClient<?> client = subject.isHawser()
                    ? new HawserReadBack(clients.hawser(subject))
                    : new PoolReadBack(clients.writers(subject), clients.readers(subject))) {
                return readBack(subject, client, asked.writers(), asked.callsOr(CALLS));
            }
        }
    }

    private static <P> Map<Metric, Double> readBack(
            FaultSubject subject, ReadBackClient<P> client, int writers, int calls) throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool();
        Executor later = CompletableFuture.delayedExecutor(LATER.toMillis(), TimeUnit.MILLISECONDS, threads);
        Tally atOnce = new Tally();
        Tally afterwards = new Tally();
        SeenErrors errors = new SeenErrors();
        AtomicLong ids = new AtomicLong();
        CountDownLatch done = new CountDownLatch(2 * calls);
        for (int i = 0; i < writers; i++) {
            threads.execute(() -> {
                for (long id = ids.incrementAndGet(); id <= calls; id = ids.incrementAndGet()) {
                    write(client, id, threads, later, atOnce, afterwards, errors, done);
                }
            });
        }
        done.await();
        threads.shutdown();
        errors.mostFrequent(5).forEach(kind -> System.err.println(subject.title() + ": " + kind));
        Map<Metric, Double> figures = new HashMap<>();
        figures.put(WRITES, (double) calls);
        figures.put(STALE, (double) atOnce.stale());
        figures.put(STANDBYS, atOnce.standbyPercent());
        figures.put(READ, atOnce.meanMillis());
        figures.put(STALE_LATER, (double) afterwards.stale());
        figures.put(STANDBYS_LATER, afterwards.standbyPercent());
        figures.put(READ_LATER, afterwards.meanMillis());
        figures.put(ERRORS, (double) errors.count());
        return figures;
    }

    /** The writer waits for the reader that reads at once, so that as many of each are under way as there are writers. */
    private static <P> void write(
            ReadBackClient<P> client,
            long id,
            Executor now,
            Executor later,
            Tally atOnce,
            Tally afterwards,
            SeenErrors errors,
            CountDownLatch done) {
        try {
            P written = client.write(id);
            later.execute(() -> read(client, id, written, afterwards, errors, done));
            CompletableFuture.runAsync(() -> read(client, id, written, atOnce, errors, done), now)
                    .join();
        } catch (Exception failed) {
            errors.add(failed);
            done.countDown();
            done.countDown();
        }
    }

    private static <P> void read(
            ReadBackClient<P> client, long id, P written, Tally tally, SeenErrors errors, CountDownLatch done) {
        long startedAt = System.nanoTime();
        try {
            Seen seen = client.read(id, written);
            tally.add(seen, System.nanoTime() - startedAt);
        } catch (Exception failed) {
            errors.add(failed);
        } finally {
            done.countDown();
        }
    }

    /** What readers saw. Thread-safe. */
    private static final class Tally {

        private long reads;
        private long stale;
        private long standby;
        private long nanos;

        synchronized void add(Seen seen, long took) {
            reads++;
            stale += seen.there() ? 0 : 1;
            standby += seen.standby() ? 1 : 0;
            nanos += took;
        }

        synchronized long stale() {
            return stale;
        }

        synchronized double standbyPercent() {
            return 100.0 * standby / reads;
        }

        synchronized double meanMillis() {
            return nanos / 1e6 / reads;
        }
    }

    @Override
    public List<Goal> goals(FaultArguments asked) {
        List<Goal> goals = new ArrayList<>();
        for (FaultSubject subject : contenders(asked)) {
            if (subject.isHawser()) {
                goals.add(FailoverScenario.none(subject, STALE));
                goals.add(FailoverScenario.none(subject, STALE_LATER));
                goals.add(FailoverScenario.none(subject, ERRORS));
            }
            if (subject == FaultSubject.HAWSER) {
                goals.add(Goal.atLeast(
                        80,
                        subject.title() + ", % of the later reads served by standbys",
                        Goal.value(STANDBYS_LATER, subject)));
            }
        }
        return goals;
    }
}
