package dev.hawser.server.live;

import dev.hawser.Database;
import dev.hawser.DatabaseManager;
import dev.hawser.DatabaseMetrics;
import dev.hawser.PoolTotals;
import dev.hawser.server.live.Sample.Activity;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a sample of every database each second, and hands it to whoever wants it, on its own thread. It asks no database anything, so it is in time also while they hang.
 * Thread-safe.
 */
public final class Sampler implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Sampler.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final DatabaseManager databases;
    private final Ticker ticker;
    private final List<Consumer<List<Sample>>> consumers = new CopyOnWriteArrayList<>();
    private final Map<String, Past> before = new HashMap<>(); // of the sampling thread
    private final ScheduledThreadPoolExecutor timer;

    /** What a database had done when it was looked at last. */
    private record Past(long takenAt, Activity activity) {}

    /** What is done between now and the first sample is in the first sample. */
    public Sampler(DatabaseManager databases, Ticker ticker) {
        this.databases = databases;
        this.ticker = ticker;
        for (String name : databases.names()) {
            before.put(name, new Past(ticker.nanoTime(), activity(databases.configured(name))));
        }
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hawser-sampler");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Hands each sample to {@code consumer} too: one of each database, in the order of the configuration. It must not block, for the next ones come after it. */
    public void listen(Consumer<List<Sample>> consumer) {
        consumers.add(consumer);
    }

    /** Begins to sample each second. */
    public void start() {
        timer.scheduleAtFixedRate(this::tick, PERIOD.toNanos(), PERIOD.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Takes one sample now, and hands it on. For one thread at a time: each second's own, or a test's. */
    public void tick() {
        try {
            List<Sample> samples = new ArrayList<>();
            for (String name : databases.names()) {
                samples.add(sample(name));
            }
            List<Sample> taken = List.copyOf(samples);
            consumers.forEach(consumer -> hand(consumer, taken));
        } catch (RuntimeException failed) {
            if (!databases.isClosed()) { // else there is nothing left to look at
                log.atError().setMessage("no sample was taken").setCause(failed).log();
            }
        }
    }

    private void hand(Consumer<List<Sample>> consumer, List<Sample> samples) {
        try {
            consumer.accept(samples);
        } catch (RuntimeException thrown) {
            if (databases.isClosed()) {
                return; // in this moment: nobody needs samples any more
            }
            log.atError()
                    .setMessage("a consumer of samples failed")
                    .addKeyValue("consumer", consumer.getClass().getName())
                    .setCause(thrown)
                    .log();
        }
    }

    private Sample sample(String name) {
        Database database = databases.configured(name);
        Past now = new Past(ticker.nanoTime(), activity(database));
        Past then = before.put(name, now);
        Activity all = now.activity();
        return new Sample(
                name,
                ticker.instant(),
                Duration.ofNanos(then == null ? 0 : now.takenAt() - then.takenAt()),
                database.lastHealth(),
                databases.setupErrors().get(name),
                database.topology(),
                database.pool().isSuspended(),
                then == null ? all : all.since(then.activity()));
    }

    private static Activity activity(Database database) {
        DatabaseMetrics metrics = database.metrics();
        PoolTotals pool = database.pool().totals();
        return new Activity(
                metrics.failedQueries(),
                metrics.queryTimes(),
                database.pool().times().waitTime(),
                metrics.connectionErrors(),
                metrics.timeouts(),
                pool.timedOut() + pool.rejected(),
                metrics.retryAttempts(),
                metrics.failovers());
    }

    /** Takes no more samples. Again has no effect. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
