package dev.hawser.internal;

import dev.hawser.DatabaseInfo;
import dev.hawser.DatabaseMetrics;
import dev.hawser.DatabaseTopology;
import dev.hawser.Deadline;
import dev.hawser.FlushMode;
import dev.hawser.Health;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.Pool;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.internal.pool.ConnectionPool;
import dev.hawser.internal.pool.Connector;
import dev.hawser.internal.pool.CurrentCredentials;
import dev.hawser.internal.pool.Holder;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.pool.PoolListener;
import dev.hawser.internal.pool.TokenBucket;
import dev.hawser.internal.retry.RetryBudget;
import dev.hawser.internal.retry.RetryPolicy;
import dev.hawser.internal.topology.Access;
import dev.hawser.internal.topology.History;
import dev.hawser.internal.topology.HostMonitor;
import dev.hawser.internal.topology.Node;
import dev.hawser.internal.topology.Topology;
import dev.hawser.spi.ConnectLimiter;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.PooledEngine;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One database whose connections Hawser keeps: its hosts with their pools, which host serves what, its health and its counters. Thread-safe. */
public final class ManagedDatabase {

    private static final Logger log = LoggerFactory.getLogger(ManagedDatabase.class);

    private static final Duration LONG_LOAN = Duration.ofMillis(500);
    private static final Duration SLOW_LOAN = Duration.ofSeconds(10);

    /** Connections to a replica that are opened in advance while there is no primary. */
    private static final int SPARE = 2;

    private final DatabaseConfig config;
    private final PooledEngine engine;
    private final ConnectionFactory factory;
    private final Errors errors;
    private final CurrentCredentials credentials;
    private final Supplied supplied;
    private final Events events;
    private final Threads threads;
    private final Ticker ticker;
    private final List<ConnectionPool> pools = new ArrayList<>();
    private final Pool pool;
    private final HostMonitor monitor;
    private final History history;
    private final Router router;
    private final RetryPolicy retry;
    private final RetryPolicy acquiring;
    private final StatementStats statistics = new StatementStats();
    private final QueryLog queryLog;
    private final Upkeep upkeep;
    private final HealthMonitor health;
    private final long openedAt;
    private volatile boolean closed;

    public ManagedDatabase(
            DatabaseConfig config, PooledEngine engine, Events events, Threads threads, Supplied supplied) {
        this.config = config;
        this.engine = engine;
        this.events = events;
        this.threads = threads;
        this.ticker = threads.ticker();
        this.factory = engine.connectionFactory(config);
        this.errors = Errors.of(config, engine.errors(), supplied);
        this.supplied = supplied;
        this.credentials = new CurrentCredentials(supplied.credentials(config), config.user(), errors, ticker);
        List<Connector> connectors = new ArrayList<>();
        for (HostSpec host : engine.hosts(config)) {
            Connector connector =
                    new Connector(config.connectTimeout(), host, factory, credentials, errors, ticker, this::opened);
            connectors.add(connector);
            PoolConfig bounds = engine.pool(config, host);
            pools.add(new ConnectionPool(
                    config.name(),
                    connector,
                    bounds,
                    ticker,
                    threads.workers(),
                    new PoolEvents(host),
                    connectLimiter(bounds)));
        }
        this.pool = new DatabasePool(pools, ticker, this::bounds);
        credentials.onNewer(() -> pools.forEach(ConnectionPool::noticeCredentials));
        this.history = new History(engine.positions().orElse(null), ticker);
        this.monitor = new HostMonitor(
                connectors,
                engine.roleProbe(),
                history,
                errors,
                threads,
                connectors.size() > 1 && !engine.embedded(),
                new RoleChanges());
        this.router = new Router(config, pools, monitor, history, engine.replicasAreCurrent(), ticker);
        RetryBudget budget =
                new RetryBudget(config.pool().size() + config.pool().maxOverflow());
        this.retry = new RetryPolicy(config.retry(), budget, ticker, this::retrying);
        this.acquiring = engine.embedded()
                ? retry
                : RetryPolicy.onNews(config.retry(), router::awaitTheOnlyOne, ticker, this::retrying);
        this.queryLog = new QueryLog(config.name(), config.log());
        this.upkeep = new Upkeep(config, engine.errors(), supplied.services(), events);
        this.health = new HealthMonitor(config, this::ask, pool::stats, events, upkeep, threads);
        this.openedAt = ticker.nanoTime();
    }

    /** What bounds mean for a host's pool is the engine's to say: some hosts take one connection only. */
    private PoolConfig bounds(HostSpec host, PoolConfig asked) {
        return engine.pool(config.withPool(asked), host);
    }

    /** Who says when a pool may open its next connection: the application's limiter, or one of the pool's own, or nobody. */
    @Nullable
    ConnectLimiter connectLimiter(PoolConfig pool) {
        ConnectLimiter applications = supplied.connectLimiter();
        if (applications != null) {
            return applications;
        }
        return pool.connectRate() > 0 ? new TokenBucket(pool.connectRate(), ticker) : null;
    }

    /** Makes the database if it is to be made, and asks the hosts for their roles. Blocks for about two connect time-outs at most. */
    public void start() {
        credentials.use(null, config.connectTimeout(), (login, left) -> {
            prepare(login, left);
            return login;
        });
        HostMonitor.Round round = monitor.ask(config.connectTimeout());
        refuseIfStrangers(round.topology());
        boolean nobodyAnswered = round.failures().stream().allMatch(failure -> failure != null);
        DatabaseException failure = round.firstFailure();
        if (nobodyAnswered && failure != null) {
            statistics.connectionError();
            throw failure;
        }
    }

    /** Its migrations and backups. */
    public Upkeep upkeep() {
        return upkeep;
    }

    private HealthRound ask(Duration timeout) {
        return HealthRound.of(monitor.ask(timeout), config.readonly());
    }

    /** Which of them is meant cannot be known, so nothing is written anywhere. */
    private void refuseIfStrangers(Topology topology) {
        if (topology.hasStrangers()) {
            throw new DatabaseException(
                    ErrorCategory.REFUSED,
                    config.name() + ": the hosts of " + config.printableUrl() + " do not belong together: "
                            + topology.described(),
                    config.name(),
                    null,
                    null,
                    0,
                    "Configure the primary and its replicas, and nothing else, as the hosts of one database",
                    null);
        }
    }

    private void prepare(Credentials login, Duration timeout) {
        long startedAt = ticker.nanoTime();
        try {
            factory.prepare(login, timeout);
        } catch (DatabaseException already) {
            throw already;
        } catch (Exception error) {
            Duration took = Duration.ofNanos(ticker.nanoTime() - startedAt);
            throw asRefused(errors.translate(null, "setting up " + config.printableUrl(), took, error));
        }
    }

    private DatabaseException asRefused(DatabaseException error) {
        return error.category() == ErrorCategory.CONNECTION_LOST
                ? errors.as(ErrorCategory.CONNECTION_REFUSED, error)
                : error;
    }

    /**
     * Takes a connection to a host that suits. A host that cannot be reached is left for another one at once; where there is only one, it is tried again on the retry
     * schedule, and sooner when it is back. Blocks until {@code deadline} at most.
     */
    public Lease acquire(Access access, @Nullable Deadline callers) {
        int first = router.first(access);
        Lease atOnce = first == Topology.NONE ? null : pools.get(first).poll();
        if (atOnce != null) {
            if (router.suits(first, access)) {
                return atOnce;
            }
            atOnce.release();
        }
        return acquireSlowly(access, first, callers);
    }

    private Lease acquireSlowly(Access access, int first, @Nullable Deadline callers) {
        Deadline deadline = Deadline.at(ticker.nanoTime(), config.pool().timeout());
        Deadline bound = callers == null ? deadline : deadline.earlier(callers);
        return retried(bound, () -> {
            refuseIfClosed();
            try {
                return router.acquire(access, first, bound);
            } catch (DatabaseException nobody) {
                refuseIfClosed();
                throw nobody;
            }
        });
    }

    private Lease retried(Deadline deadline, Callable<Lease> work) {
        try {
            return acquiring.call(deadline, error -> !routes() && RetryPolicy.nothingWasDone(error), work);
        } catch (RuntimeException thrown) {
            throw thrown;
        } catch (Exception checked) {
            throw new IllegalStateException("taking a connection threw a checked exception", checked);
        }
    }

    /** Throws {@link IllegalStateException} if the manager was closed. */
    public void refuseIfClosed() {
        if (closed) {
            throw new IllegalStateException(config.name() + " was closed with its DatabaseManager");
        }
    }

    /** Notes an error that speaks against a host, and has the hosts asked anew. Does not block. */
    public void judged(HostSpec host, DatabaseException error) {
        if (error.category() == ErrorCategory.TIMEOUT) {
            statistics.timeout();
        }
        if (error.category().suspectsHost()) {
            health.outdated();
            if (error.category() == ErrorCategory.WRONG_ROLE) {
                monitor.refusedWrite(host);
            } else if (!engine.embedded()) {
                monitor.suspect(host);
            }
        }
    }

    /** What has to be done every second: retire connections, ask how the database is when that is due, and ask hosts where there are several. Does not block. */
    public void maintain() {
        pools.forEach(pool -> inBackground(pool::maintain)); // each by itself: one may wait for a silent host
        if (isAsleep()) {
            return;
        }
        if (health.isDue()) {
            inBackground(() -> health.health(true));
        }
        if (!engine.embedded() && (routes() || mayBeSilent())) {
            monitor.tick();
        }
    }

    /** A single host is asked while a statement waits for it: its address may lead elsewhere by now. Seldom, when it has waited for so long that it must be a slow one. */
    private boolean mayBeSilent() {
        Duration oldest = pools.get(0).oldestLoan();
        Duration since = Duration.ofNanos(
                ticker.nanoTime() - monitor.topology().nodes().get(0).asOf());
        return oldest.compareTo(LONG_LOAN) >= 0
                && since.compareTo(oldest.compareTo(SLOW_LOAN) < 0 ? LONG_LOAN : SLOW_LOAN) >= 0;
    }

    /** In quiet mode a database that nobody uses is not asked how it is: it may have fallen asleep, and the question would wake it. */
    private boolean isAsleep() {
        return config.pool().keepalive().isZero() && pool.stats().total() == 0;
    }

    /** A connection for the pool says by itself what role its server has: where that is not what is known, the hosts are asked. */
    private void opened(HostSpec host, EngineConnection connection) {
        HostRole told = engine.roleProbe().told(connection);
        if (told != null) {
            monitor.told(host, told);
        }
    }

    void inBackground(Runnable task) {
        if (!closed) {
            try {
                threads.workers().execute(() -> unlessClosing(task));
            } catch (RejectedExecutionException closing) {
                closed = true; // the manager was closed in this moment: there is nothing left to do
            }
        }
    }

    /** What runs in the background needs workers itself, and there are none any more once the manager was closed. */
    private void unlessClosing(Runnable task) {
        try {
            task.run();
        } catch (RejectedExecutionException closing) {
            closed = true;
        }
    }

    private final class RoleChanges implements HostMonitor.Listener {

        @Override
        public Runnable rolesChange(Topology before, Topology after) {
            if (isFailover(before, after)) {
                statistics.failover();
            }
            List<Runnable> rest = new ArrayList<>();
            for (int i = 0; i < pools.size(); i++) {
                if (before.leadsElsewhere(i, after)) {
                    rest.add(pools.get(i).fence(after.epoch()));
                }
            }
            return () -> rest.forEach(Runnable::run);
        }

        @Override
        public void changed(Topology before, Topology after) {
            for (int i = 0; i < pools.size(); i++) {
                Node old = before.nodes().get(i);
                Node now = after.nodes().get(i);
                if (old.role() != now.role() || old.state() != now.state()) {
                    changed(pools.get(i), old, now);
                }
                if (now.role() == HostRole.PRIMARY && before.leadsElsewhere(i, after)) {
                    inBackground(pools.get(i)::cutOutdated); // what still runs there runs on the old one
                }
                boolean replaced = after.hasPrimary() && (old.role() != now.role() || !before.hasPrimary());
                if (now.role() == HostRole.UNKNOWN && replaced) {
                    inBackground(
                            pools.get(i)::cutOutdated); // another has its place: what still runs there leads nowhere
                }
                if (now.role() == HostRole.REPLICA && i == before.lastPrimary() && after.lastPrimary() != i) {
                    // It was made read-only, perhaps while a COMMIT waited for a replica, and none follows it any more.
                    inBackground(pools.get(i)::cutOutdatedTransactions);
                }
                keepSpare(pools.get(i), now, after);
                String fenced = now.fenced();
                if (fenced != null && !fenced.equals(old.fenced())) {
                    fenced(now.host(), fenced);
                }
            }
            if (isFailover(before, after)) {
                failedOver(after);
            }
        }

        @Override
        public void answeredOver(int host, Connector.Opened connection, Duration took, long epoch) {
            pools.get(host).adopt(connection, took, epoch);
        }

        /**
         * While the primary is down a replica may be promoted at any moment: those who wait need not wait for a connect too. No more than a few, because the promotion needs
         * the server's processors.
         */
        private void keepSpare(ConnectionPool pool, Node node, Topology after) {
            boolean mayBePromoted =
                    after.isWithoutPrimary() && node.role() == HostRole.REPLICA && node.state() == HostState.AVAILABLE;
            int spare = mayBePromoted ? Math.min(SPARE, monitor.waiting()) : 0;
            if (spare > pool.spare() || !mayBePromoted && pool.spare() > 0) {
                pool.keepSpare(spare);
            }
        }

        private boolean isFailover(Topology before, Topology after) {
            return before.hadPrimary() && after.primary() != before.lastPrimary() && after.primary() != Topology.NONE;
        }

        private void changed(ConnectionPool pool, Node old, Node now) {
            events.tell(new DatabaseEvent.HostChanged(config.name(), now.host(), now.role(), now.state()));
            boolean lost = now.state() == HostState.DOWN && routes()
                    || old.role() == HostRole.PRIMARY && now.role() != old.role();
            if (lost) {
                pool.divert(errors.moved(now.host()));
            }
        }

        private void fenced(HostSpec host, String reason) {
            log.atWarn()
                    .setMessage("a host is not used")
                    .addKeyValue("database", config.name())
                    .addKeyValue("host", host)
                    .addKeyValue("reason", reason)
                    .log();
            events.tell(new DatabaseEvent.HostFenced(config.name(), host, reason));
        }

        private void failedOver(Topology after) {
            HostSpec primary = after.nodes().get(after.primary()).host();
            log.atWarn()
                    .setMessage("the primary has changed")
                    .addKeyValue("database", config.name())
                    .addKeyValue("host", primary)
                    .log();
            events.tell(new DatabaseEvent.FailoverCompleted(config.name(), primary, after.timeline()));
        }
    }

    private void retrying(int attempt, Duration delay, DatabaseException cause) {
        statistics.retry();
        events.tell(new DatabaseEvent.Retrying(config.name(), attempt, delay, cause.category()));
    }

    /** Drops idle connections, marks busy ones, and asks the hosts anew. */
    public Health reconnect() {
        refuseIfClosed();
        pools.forEach(pool -> pool.flush(FlushMode.GRACEFUL));
        return health.health(true);
    }

    public Health health(boolean force) {
        refuseIfClosed();
        return health.health(force);
    }

    public Health lastHealth() {
        return health.last();
    }

    public Pool pool() {
        return pool;
    }

    /** What is known of the hosts. */
    public DatabaseTopology topology() {
        Topology known = monitor.topology();
        List<DatabaseTopology.HostView> hosts = new ArrayList<>();
        for (int i = 0; i < pools.size(); i++) {
            hosts.add(known.nodes().get(i).view(pools.get(i).stats()));
        }
        return new DatabaseTopology(known.epoch(), hosts);
    }

    public DatabaseMetrics metrics() {
        refuseIfClosed();
        return statistics.snapshot(pool.stats(), Duration.ofNanos(ticker.nanoTime() - openedAt));
    }

    public DatabaseInfo info() {
        return Described.of(config, engine);
    }

    /**
     * Refuses new work, waits until what runs has ended or {@code deadline} is over, then cancels and cuts the rest. Returns who was cut. The first host is
     * closed last: in an embedded database it is the one that writes, and only it can tidy the file up when nobody reads any more.
     */
    public List<String> close(Deadline deadline) {
        closed = true;
        List<ConnectionPool> lastFirst = new ArrayList<>(pools);
        Collections.reverse(lastFirst);
        List<String> cut = new ArrayList<>();
        monitor.close(); // nobody waits for a host any more
        for (ConnectionPool pool : lastFirst) {
            pool.close();
            cut.addAll(pool.drain(deadline, Holder::line));
        }
        factory.close();
        return cut;
    }

    public boolean isClosed() {
        return closed;
    }

    public DatabaseConfig config() {
        return config;
    }

    public PooledEngine engine() {
        return engine;
    }

    public Errors errors() {
        return errors;
    }

    public Events events() {
        return events;
    }

    public RetryPolicy retry() {
        return retry;
    }

    public StatementStats statistics() {
        return statistics;
    }

    public QueryLog queryLog() {
        return queryLog;
    }

    public Threads threads() {
        return threads;
    }

    /** The highest timeline that a primary was on; 0 if the engine does not number them. */
    public long timeline() {
        return monitor.topology().timeline();
    }

    /** Notes that a transaction was committed at {@code position}, of which the COMMIT began at {@code since}. */
    public void committed(String position, long since) {
        if (routes()) { // with one host there is nothing to compare
            history.committed(position, since);
        }
    }

    /** Whether the server of a connection has said by itself that it takes writes: what is refused there is refused by the session's own settings. Nobody is asked. */
    public boolean saysThatItIsThePrimary(EngineConnection connection) {
        return engine.roleProbe().told(connection) == HostRole.PRIMARY;
    }

    /** Whether a host that takes writes is known and was well when it was last asked. */
    public boolean hasPrimary() {
        return monitor.topology().hasPrimary();
    }

    /** Whether the primary has followers, of which one may get its place, whether they are configured or not. */
    public boolean isFollowed() {
        Topology known = monitor.topology();
        HostReport report = known.primary() == Topology.NONE
                ? null
                : known.nodes().get(known.primary()).report();
        return report != null && report.followed();
    }

    /** Whether it makes a difference to {@link #acquire} what a connection is wanted for. */
    public boolean routes() {
        return router.routes();
    }

    /** Turns what a pool does into counters and events. */
    private final class PoolEvents implements PoolListener {

        private final HostSpec host;

        PoolEvents(HostSpec host) {
            this.host = host;
        }

        @Override
        public void opened(Duration took) {
            events.tell(new DatabaseEvent.ConnectionOpened(config.name(), host, took));
        }

        @Override
        public void openFailed(DatabaseException error, Duration took) {
            statistics.connectionError();
            events.tell(new DatabaseEvent.ConnectFailed(
                    config.name(), host, error.category(), String.valueOf(error.getMessage()), took));
        }

        @Override
        public void closed(String reason) {
            events.tell(new DatabaseEvent.ConnectionClosed(config.name(), host, reason));
        }

        @Override
        public void timedOut() {
            statistics.timeout();
        }

        @Override
        public void rejected() {
            statistics.timeout();
        }

        @Override
        public boolean heard() {
            return events.trafficHeard();
        }

        @Override
        public void acquired(Duration waited) {
            events.tell(new DatabaseEvent.ConnectionAcquired(config.name(), host, waited));
        }

        @Override
        public void released(Duration used) {
            events.tell(new DatabaseEvent.ConnectionReleased(config.name(), host, used));
        }

        @Override
        public void leakSuspected(String holder) {
            log.atWarn()
                    .setMessage("a connection is held for longer than pool.leak-threshold")
                    .addKeyValue("database", config.name())
                    .addKeyValue("host", host)
                    .addKeyValue("holder", holder)
                    .log();
            events.tell(new DatabaseEvent.LeakSuspected(config.name(), host, holder));
        }

        @Override
        public void leakReclaimed(String holder) {
            log.atWarn()
                    .setMessage("a connection was lost without being closed, and was reclaimed")
                    .addKeyValue("database", config.name())
                    .addKeyValue("host", host)
                    .addKeyValue("holder", holder)
                    .log();
            events.tell(new DatabaseEvent.LeakReclaimed(config.name(), host, holder));
        }
    }
}
