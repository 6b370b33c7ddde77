package dev.hawser.internal.client;

import dev.hawser.BackupSummary;
import dev.hawser.ConnectionHolder;
import dev.hawser.Database;
import dev.hawser.DatabaseInfo;
import dev.hawser.DatabaseMetrics;
import dev.hawser.DatabaseTopology;
import dev.hawser.Deadline;
import dev.hawser.DocumentDatabase;
import dev.hawser.Health;
import dev.hawser.Health.HostHealth;
import dev.hawser.MigrationSummary;
import dev.hawser.OperationTimes;
import dev.hawser.Pool;
import dev.hawser.StatementSummary;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.Described;
import dev.hawser.internal.Errors;
import dev.hawser.internal.Events;
import dev.hawser.internal.HealthMonitor;
import dev.hawser.internal.HealthRound;
import dev.hawser.internal.Managed;
import dev.hawser.internal.QueryLog;
import dev.hawser.internal.StatementStats;
import dev.hawser.internal.Supplied;
import dev.hawser.internal.Threads;
import dev.hawser.internal.Upkeep;
import dev.hawser.spi.ClientEngine;
import dev.hawser.spi.ClientHost;
import dev.hawser.spi.DatabaseClient;
import dev.hawser.spi.Finding;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A database whose driver is a client of its own: its health, its counters, and its end. Thread-safe. */
public final class ManagedClient implements Managed, Database {

    private final DatabaseConfig config;
    private final ClientEngine engine;
    private final Supplied supplied;
    private final Threads threads;
    private final Ticker ticker;
    private final Errors errors;
    private final StatementStats statistics = new StatementStats();
    private final ClientStatements statements;
    private final ClientPool pool;
    private final Upkeep upkeep;
    private final HealthMonitor health;
    private final DatabaseClient client;
    private final DocumentDatabase database;
    private final long openedAt;
    private volatile @Nullable String version;
    private volatile boolean closed;

    public ManagedClient(
            DatabaseConfig config, ClientEngine engine, Events events, Threads threads, Supplied supplied) {
        this.config = config;
        this.engine = engine;
        this.supplied = supplied;
        this.threads = threads;
        this.ticker = threads.ticker();
        this.errors = Errors.of(config, engine.errors(), supplied);
        this.statements = new ClientStatements(ticker);
        this.pool = new ClientPool(config, ticker);
        this.upkeep = new Upkeep(config, engine.errors(), supplied.services(), events);
        this.health = new HealthMonitor(config, this::ask, pool::stats, events, upkeep, threads);
        this.client = engine.client(
                config,
                new ClientActivity(
                        config.name(),
                        pool,
                        errors,
                        statistics,
                        statements,
                        new QueryLog(config.name(), config.log()),
                        events,
                        health::outdated));
        this.database = client.database(this);
        upkeep.of(database);
        this.openedAt = ticker.nanoTime();
    }

    @Override
    public void start() {
        if (supplied.hasCredentials(config.name())) {
            throw new DatabaseException(
                    ErrorCategory.REFUSED,
                    config + ": a credentials provider was given, and the client of " + config.engine()
                            + " keeps the credentials that it was opened with",
                    config.name(),
                    null,
                    null,
                    0,
                    "Configure user and password, or a mechanism of the server's own in properties",
                    null);
        }
        HealthRound round = asked(config.connectTimeout());
        if (round.failure() != null) {
            statistics.connectionError();
            throw round.failure();
        }
    }

    /** While every connection is lent that a question could take, what the client's own watch knows is the answer: a question would have to wait for one. */
    private HealthRound ask(Duration timeout) {
        return client.load() == DatabaseClient.Load.FREE ? asked(timeout) : round(null);
    }

    private HealthRound asked(Duration timeout) {
        try {
            version = within(timeout, () -> client.ask(timeout)).version();
            return round(null);
        } catch (DatabaseException failure) {
            return round(failure);
        }
    }

    /** What the client finds out for an examination. */
    public List<Finding> diagnose(Duration timeout) {
        return within(timeout, client::diagnose);
    }

    private <T> T within(Duration timeout, Callable<T> question) {
        long startedAt = ticker.nanoTime();
        Future<T> asked = threads.workers().submit(question);
        try {
            return asked.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw failure(startedAt, failed.getCause() == null ? failed : failed.getCause());
        } catch (TimeoutException silent) {
            asked.cancel(true);
            throw silence(timeout);
        } catch (InterruptedException interrupted) {
            asked.cancel(true);
            Thread.currentThread().interrupt();
            throw new DatabaseException(
                    ErrorCategory.REFUSED, config.name() + ": interrupted while the server was asked");
        }
    }

    private DatabaseException failure(long startedAt, Throwable error) {
        if (error instanceof DatabaseException already) {
            return already;
        }
        Duration took = Duration.ofNanos(ticker.nanoTime() - startedAt);
        DatabaseException meaning = errors.translate(null, "asking " + config.printableUrl(), took, error);
        return asRefused(meaning);
    }

    /** Why the hosts did not answer, as far as they are known to have failed. */
    private DatabaseException silence(Duration timeout) {
        for (ClientHost host : client.hosts()) {
            Throwable failure = host.failure();
            if (failure != null) {
                return asRefused(errors.translate(
                        host.health().host(), "connecting to " + host.health().host(), timeout, failure));
            }
        }
        return errors.silent(engine.hosts(config).get(0), timeout);
    }

    /** Nothing had been sent yet. */
    private DatabaseException asRefused(DatabaseException error) {
        return error.category() == ErrorCategory.CONNECTION_LOST
                ? errors.as(ErrorCategory.CONNECTION_REFUSED, error)
                : error;
    }

    private HealthRound round(@Nullable DatabaseException failure) {
        List<HostHealth> hosts = client.hosts().stream().map(ClientHost::health).toList();
        return new HealthRound(
                hosts,
                failure == null && HealthRound.serves(hosts, config.readonly()),
                client.hosts().stream().allMatch(ClientHost::available),
                client.load() == DatabaseClient.Load.OVERRUN,
                hosts.stream()
                        .map(host -> host.host() + " " + host.role() + " " + host.state())
                        .collect(Collectors.joining(", ")),
                failure == null ? version : null,
                null,
                failure);
    }

    @Override
    public void maintain() {
        if (!closed && health.isDue()) {
            try {
                threads.workers().execute(this::refreshHealth);
            } catch (RejectedExecutionException closing) {
                closed = true; // the manager was closed in this moment: there is nothing left to do
            }
        }
    }

    private void refreshHealth() {
        try {
            health.health(true);
        } catch (RejectedExecutionException closing) {
            closed = true;
        }
    }

    @Override
    public List<String> close(Deadline deadline) {
        closed = true;
        List<ConnectionHolder> late = pool.awaitReturn(deadline);
        client.close();
        return late.stream()
                .map(holder -> "thread \"" + holder.thread() + "\" for "
                        + holder.held().toMillis() + " ms"
                        + (holder.lastSql() == null ? "" : ", last: " + holder.lastSql()))
                .toList();
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new IllegalStateException(config.name() + " was closed with its DatabaseManager");
        }
    }

    @Override
    public Health health(boolean force) {
        refuseIfClosed();
        return health.health(force);
    }

    /** The driver replaces what breaks by itself; every host is asked anew. */
    @Override
    public Health reconnect() {
        return health(true);
    }

    @Override
    public Health lastHealth() {
        return health.last();
    }

    @Override
    public DatabaseTopology topology() {
        return new DatabaseTopology(0, client.hosts().stream().map(this::view).toList());
    }

    private DatabaseTopology.HostView view(ClientHost known) {
        HostHealth host = known.health();
        return new DatabaseTopology.HostView(
                host.host(),
                host.role(),
                host.state(),
                host.lag(),
                null,
                null,
                host.responseTime(),
                pool.stats(host.host()));
    }

    @Override
    public List<OperationTimes> operations() {
        return statistics.operations();
    }

    @Override
    public List<StatementSummary> statements() {
        return statements.summaries();
    }

    @Override
    public DatabaseMetrics metrics() {
        refuseIfClosed();
        return statistics.snapshot(pool.stats(), Duration.ofNanos(ticker.nanoTime() - openedAt));
    }

    @Override
    public DatabaseInfo info() {
        return Described.of(config, engine);
    }

    @Override
    public Pool pool() {
        return pool;
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public String engine() {
        return config.engine();
    }

    @Override
    public DatabaseConfig config() {
        return config;
    }

    @Override
    public DocumentDatabase database() {
        return database;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public MigrationSummary migrate() {
        return upkeep.migrate();
    }

    @Override
    public List<BackupSummary> backups() {
        return upkeep.backups();
    }

    @Override
    public BackupSummary takeBackup() {
        return upkeep.takeBackup();
    }

    @Override
    public Upkeep upkeep() {
        return upkeep;
    }
}
