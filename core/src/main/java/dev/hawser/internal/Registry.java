package dev.hawser.internal;

import dev.hawser.Database;
import dev.hawser.Deadline;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.ManagerConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.SetupFailedException;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.event.DatabaseListener;
import dev.hawser.event.Subscription;
import dev.hawser.internal.client.ManagedClient;
import dev.hawser.internal.jdbc.JdbcGateway;
import dev.hawser.internal.retry.Backoff;
import dev.hawser.internal.session.SqlTemplate;
import dev.hawser.spi.ClientEngine;
import dev.hawser.spi.Engine;
import dev.hawser.spi.jdbc.JdbcEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The databases of one manager: sets them up in parallel, and heals in the background those that failed. Thread-safe. */
public final class Registry {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser");

    /** Set-up prepares and then asks, each for about one connect time-out, and needs a moment for itself. */
    private static final int CONNECTS_IN_SETUP = 2;

    private static final Duration SETUP_MARGIN = Duration.ofSeconds(1);
    private static final Duration MAINTENANCE = Duration.ofSeconds(1);

    private final Threads threads;
    private final Events events;
    private final Supplied supplied;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** A configured database, whether it works or not. */
    public static final class Entry {

        private final Managed managed;
        private volatile @Nullable DatabaseException setupError;
        private volatile boolean ready;

        private Entry(Managed managed) {
            this.managed = managed;
        }

        public Database database() {
            return managed.database();
        }

        /** Why it could not be set up; null if it could. */
        public @Nullable DatabaseException setupError() {
            return setupError;
        }

        private void works() {
            setupError = null;
            ready = true;
        }
    }

    public Registry(
            ManagerConfig config, Collection<Engine> engines, Events events, Threads threads, Supplied supplied) {
        this.threads = threads;
        this.events = events;
        this.supplied = supplied;
        for (DatabaseConfig database : config.databases()) {
            Engine engine = engines.stream()
                    .filter(candidate -> candidate.name().equals(database.engine()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no engine " + database.engine()));
            entries.put(database.name(), new Entry(managed(database, engine)));
        }
    }

    /** The one place where it matters who keeps the connections. */
    private Managed managed(DatabaseConfig config, Engine engine) {
        if (engine instanceof JdbcEngine jdbc) {
            ManagedDatabase pooled = new ManagedDatabase(config, jdbc, events, threads, supplied);
            SqlTemplate template = new SqlTemplate(new JdbcGateway(pooled, jdbc));
            pooled.upkeep().of(template);
            return new ManagedSql(pooled, template);
        }
        if (engine instanceof ClientEngine client) {
            return new ManagedClient(config, client, events, threads, supplied);
        }
        throw new IllegalStateException(
                "engine " + engine.name() + " neither speaks JDBC nor brings a client of its own");
    }

    /** Begins to set every database up, and heals those that fail, all of them too. Does not block. */
    public void setUpInBackground() {
        for (Entry entry : entries.values()) {
            entry.setupError = new DatabaseException(
                    ErrorCategory.CONNECTION_REFUSED,
                    entry.managed.config() + " is being set up",
                    entry.managed.config().name(),
                    null,
                    null,
                    0,
                    "Ask again in a moment",
                    null);
            threads.workers().execute(() -> firstSetUp(entry));
        }
        maintainEachSecond();
    }

    private void firstSetUp(Entry entry) {
        try {
            entry.managed.start();
            entry.managed.upkeep().beforeUse();
            entry.works();
        } catch (RuntimeException failed) {
            DatabaseException error = asDatabaseException(entry, failed);
            entry.setupError = error;
            tellFailure(entry.managed.config().name(), error);
            healLaterUnlessClosing(entry, 1);
        }
    }

    /** Sets every database up. Returns when each has succeeded, failed, or used up its time; its migrations have as much as they take. */
    public void setUp() {
        Map<Entry, SetUp> running = new LinkedHashMap<>();
        for (Entry entry : entries.values()) {
            running.put(entry, setUp(entry));
        }
        long startedAt = threads.ticker().nanoTime();
        running.forEach((entry, setup) -> await(entry, setup, startedAt));
        Map<String, DatabaseException> failed = setupErrors();
        if (!failed.isEmpty() && failed.size() == entries.size()) {
            throw new SetupFailedException(failed);
        }
        failed.forEach(Registry::tellFailure);
        failed.keySet().forEach(name -> healLater(entry(name), 1));
        maintainEachSecond();
    }

    /** The way to a database, and what is done there before it is used. */
    private record SetUp(CompletableFuture<Void> started, CompletableFuture<Void> ready) {}

    private SetUp setUp(Entry entry) {
        CompletableFuture<Void> started = CompletableFuture.runAsync(entry.managed::start, threads.workers());
        Upkeep upkeep = entry.managed.upkeep();
        return new SetUp(
                started,
                upkeep.hasToBeMigrated() ? started.thenRunAsync(upkeep::beforeUse, threads.workers()) : started);
    }

    private static void tellFailure(String name, DatabaseException error) {
        log.atWarn()
                .setMessage("a database could not be set up and is healed in the background")
                .addKeyValue("database", name)
                .addKeyValue("error", error.getMessage())
                .log();
    }

    private void maintainEachSecond() {
        threads.timer()
                .scheduleWithFixedDelay(
                        this::maintain, MAINTENANCE.toNanos(), MAINTENANCE.toNanos(), TimeUnit.NANOSECONDS);
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalStateException("no entry " + name);
        }
        return entry;
    }

    private void await(Entry entry, SetUp setup, long startedAt) {
        Duration allowed = entry.managed
                .config()
                .connectTimeout()
                .multipliedBy(CONNECTS_IN_SETUP)
                .plus(SETUP_MARGIN);
        long left = allowed.toNanos() - (threads.ticker().nanoTime() - startedAt);
        try {
            setup.started().get(Math.max(0, left), TimeUnit.NANOSECONDS);
            setup.ready().get();
            entry.works();
        } catch (ExecutionException failed) {
            entry.setupError = asDatabaseException(entry, failed.getCause());
        } catch (TimeoutException late) {
            entry.setupError = new DatabaseException(
                    ErrorCategory.CONNECTION_REFUSED,
                    entry.managed.config() + " was not set up within " + allowed.toMillis() + " ms",
                    entry.managed.config().name(),
                    null,
                    null,
                    0,
                    "Check that the server answers, or raise connect-timeout",
                    null);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            entry.setupError = new DatabaseException(
                    ErrorCategory.REFUSED, entry.managed.config() + ": interrupted while it was set up");
        }
    }

    private static DatabaseException asDatabaseException(Entry entry, @Nullable Throwable cause) {
        if (cause instanceof DatabaseException already) {
            return already;
        }
        return new DatabaseException(
                ErrorCategory.OTHER,
                entry.managed.config() + ": setting up failed unexpectedly with " + cause,
                entry.managed.config().name(),
                null,
                null,
                0,
                null,
                cause);
    }

    private void healLater(Entry entry, int attempt) {
        Backoff backoff = new Backoff(
                entry.managed.config().retry().firstDelay(),
                entry.managed.config().retry().maxDelay(),
                entry.managed.config().retry().jitter());
        threads.timer()
                .schedule(
                        () -> threads.workers().execute(() -> heal(entry, attempt)),
                        backoff.delay(attempt).toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void heal(Entry entry, int attempt) {
        if (entry.managed.isClosed()) {
            return;
        }
        try {
            entry.managed.start();
            entry.managed.upkeep().beforeUse();
            entry.works();
            log.atInfo()
                    .setMessage("a database was healed")
                    .addKeyValue("database", entry.managed.config().name())
                    .addKeyValue("attempts", attempt)
                    .log();
            events.tell(new DatabaseEvent.Healed(entry.managed.config().name(), attempt));
        } catch (RuntimeException stillFailing) {
            entry.setupError = asDatabaseException(entry, stillFailing);
            healLaterUnlessClosing(entry, attempt + 1);
        }
    }

    private void healLaterUnlessClosing(Entry entry, int attempt) {
        try {
            healLater(entry, attempt);
        } catch (RejectedExecutionException closing) {
            log.debug(
                    "no more attempts to heal {}: the manager was closed",
                    entry.managed.config().name());
        }
    }

    private void maintain() {
        for (Entry entry : entries.values()) {
            if (entry.ready) {
                entry.managed.maintain();
            }
        }
    }

    public @Nullable Entry find(String name) {
        return entries.get(name);
    }

    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    public Subscription listen(DatabaseListener listener) {
        return events.listen(listener);
    }

    /** The databases that could not be set up so far, and why. */
    public Map<String, DatabaseException> setupErrors() {
        Map<String, DatabaseException> errors = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            DatabaseException error = entry.setupError();
            if (error != null) {
                errors.put(name, error);
            }
        });
        return errors;
    }

    /** Drains every database until the deadline. Returns the holders that were cut, each with the name of its database. */
    public List<String> close(Deadline deadline) {
        List<CompletableFuture<List<String>>> closing = new ArrayList<>();
        for (Entry entry : entries.values()) {
            closing.add(CompletableFuture.supplyAsync(
                    () -> entry.managed.close(deadline).stream()
                            .map(holder -> entry.managed.config().name() + ": " + holder)
                            .toList(),
                    threads.workers()));
        }
        List<String> cut = new ArrayList<>();
        closing.forEach(one -> cut.addAll(one.join()));
        threads.close();
        return cut;
    }
}
