package dev.hawser.internal.client;

import dev.hawser.Health.HostHealth;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.OutcomeUnknownException;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.internal.Errors;
import dev.hawser.internal.Events;
import dev.hawser.internal.QueryLog;
import dev.hawser.internal.StatementStats;
import dev.hawser.spi.ClientHost;
import dev.hawser.spi.ClientObserver;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a client tells into counters, events and the query log. Thread-safe. */
final class ClientActivity implements ClientObserver {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser");

    private final String database;
    private final ClientPool pool;
    private final Errors errors;
    private final StatementStats statistics;
    private final ClientStatements statements;
    private final QueryLog queryLog;
    private final Events events;
    private final Runnable badSign;
    private final AtomicReference<Known> known = new AtomicReference<>(new Known(Map.of(), null));

    /** What was told of the hosts last; the primary is the last that there was. */
    private record Known(
            Map<HostSpec, HostHealth> hosts, @Nullable HostSpec primary) {}

    /** {@code badSign} is called when something speaks against a host. */
    ClientActivity(
            String database,
            ClientPool pool,
            Errors errors,
            StatementStats statistics,
            ClientStatements statements,
            QueryLog queryLog,
            Events events,
            Runnable badSign) {
        this.database = database;
        this.pool = pool;
        this.errors = errors;
        this.statistics = statistics;
        this.statements = statements;
        this.queryLog = queryLog;
        this.events = events;
        this.badSign = badSign;
    }

    @Override
    public void opened(HostSpec host, Duration took) {
        pool.opened(host, took);
        events.tell(new DatabaseEvent.ConnectionOpened(database, host, took));
    }

    @Override
    public void openFailed(HostSpec host, Throwable error, Duration took) {
        statistics.connectionError();
        badSign.run();
        DatabaseException meaning = meaning(host, "connecting to " + host, took, error);
        events.tell(new DatabaseEvent.ConnectFailed(
                database, host, meaning.category(), String.valueOf(meaning.getMessage()), took));
    }

    @Override
    public void closed(HostSpec host, String reason, boolean broken) {
        pool.closed(host, broken);
        events.tell(new DatabaseEvent.ConnectionClosed(database, host, reason));
    }

    @Override
    public void waiting(HostSpec host) {
        pool.waiting(host);
    }

    @Override
    public void acquired(HostSpec host, Object connection, Duration waited) {
        pool.acquired(host, connection, waited);
        if (events.trafficHeard()) {
            events.tell(new DatabaseEvent.ConnectionAcquired(database, host, waited));
        }
    }

    @Override
    public void notAcquired(HostSpec host, boolean timedOut) {
        pool.notAcquired(host, timedOut);
        if (timedOut) {
            statistics.timeout();
        }
    }

    @Override
    public void released(HostSpec host, Object connection) {
        Duration used = pool.released(host, connection);
        if (events.trafficHeard()) {
            events.tell(new DatabaseEvent.ConnectionReleased(database, host, used));
        }
    }

    @Override
    public void started(Object connection, String text) {
        pool.started(connection, text);
    }

    @Override
    public void succeeded(HostSpec host, String text, Duration took, long rows) {
        statistics.succeeded(host, took.toNanos());
        statements.succeeded(text, took, rows);
        queryLog.succeeded(host, text, took.toNanos(), rows);
        if (events.trafficHeard()) {
            events.tell(new DatabaseEvent.QueryCompleted(database, host, text, took, rows, null));
        }
    }

    @Override
    public void failed(HostSpec host, String text, Duration took, Throwable error) {
        DatabaseException meaning = meaning(host, "a statement on " + host, took, error);
        statistics.failed(host, meaning.category(), took.toNanos());
        statements.failed(text, took);
        if (meaning.category() == ErrorCategory.TIMEOUT) {
            statistics.timeout();
        }
        if (meaning.category().suspectsHost()) {
            badSign.run();
        }
        queryLog.failed(host, text, took.toNanos(), meaning);
        events.tell(new DatabaseEvent.QueryCompleted(database, host, text, took, 0, meaning.category()));
    }

    @Override
    public void retrying(int attempt, @Nullable Throwable cause) {
        statistics.retry();
        ErrorCategory category = cause == null
                ? ErrorCategory.SERIALIZATION
                : meaning(null, "a transaction", Duration.ZERO, cause).category();
        events.tell(new DatabaseEvent.Retrying(database, attempt, Duration.ZERO, category));
    }

    @Override
    public void outcomeInDoubt() {
        statistics.outcomeInDoubt();
    }

    @Override
    public DatabaseException meaning(@Nullable HostSpec host, String attempted, Duration took, Throwable error) {
        return error instanceof DatabaseException already ? already : errors.translate(host, attempted, took, error);
    }

    @Override
    public OutcomeUnknownException outcomeUnknown(String attempted, Duration took, Throwable error) {
        statistics.outcomeUnknown();
        return new OutcomeUnknownException(meaning(null, attempted, took, error));
    }

    @Override
    public void hostsChanged(List<ClientHost> hosts) {
        Map<HostSpec, HostHealth> now = new HashMap<>();
        HostSpec primary = null;
        for (ClientHost host : hosts) {
            now.put(host.health().host(), host.health());
            if (host.health().role() == HostRole.PRIMARY) {
                primary = host.health().host();
            }
        }
        HostSpec leader = primary;
        Known before = known.getAndUpdate(last -> new Known(Map.copyOf(now), leader == null ? last.primary() : leader));
        now.forEach((host, health) -> tellChange(before.hosts().get(host), health));
        if (leader != null && before.primary() != null && !before.primary().equals(leader)) {
            failedOver(leader);
        }
    }

    private void tellChange(@Nullable HostHealth before, HostHealth now) {
        if (before == null || before.role() != now.role() || before.state() != now.state()) {
            badSign.run();
            events.tell(new DatabaseEvent.HostChanged(database, now.host(), now.role(), now.state()));
        }
    }

    private void failedOver(HostSpec primary) {
        statistics.failover();
        log.atWarn()
                .setMessage("the primary has changed")
                .addKeyValue("database", database)
                .addKeyValue("host", primary)
                .log();
        events.tell(new DatabaseEvent.FailoverCompleted(database, primary, 0));
    }
}
