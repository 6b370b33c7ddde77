package dev.hawser.server;

import dev.hawser.Database;
import dev.hawser.DatabaseManager;
import dev.hawser.DrainReport;
import dev.hawser.FlushMode;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.server.live.EventJournal;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** What an operator may do with databases. It is noted, so that others see why something changed. Thread-safe. */
final class OperationsApi {

    private static final Duration PAUSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE_TIMEOUT = Duration.ofMinutes(1);

    /** Under this the details of an event have who did it. */
    private static final String BY = "by";

    private final DatabaseManager databases;
    private final EventJournal journal;

    OperationsApi(DatabaseManager databases, EventJournal journal) {
        this.databases = databases;
        this.journal = journal;
    }

    void reconnect(Context context) {
        String name = RequestedDatabase.name(databases, context);
        Health health = databases.reconnect(name);
        String outcome = health.status() == HealthStatus.UNHEALTHY ? "failed" : "completed";
        journal.note(
                name,
                "reconnected",
                "An operator had " + name + " connect anew: it is " + health.status(),
                Map.of(BY, OperatorLog.subject(context)));
        DatabasesApi.answer(context, health, new ReconnectJson(outcome, HealthJson.of(health)), "Database reconnected");
    }

    /** Returns when what ran has ended. */
    void pause(Context context) {
        Database database = RequestedDatabase.of(databases, context);
        DrainReport report =
                database.pause(QueryParameter.seconds(context, "timeout", LONGEST_PAUSE_TIMEOUT, PAUSE_TIMEOUT));
        PauseJson pause = PauseJson.of(report);
        journal.note(
                database.name(),
                "paused",
                "An operator paused " + database.name() + ": work waits until it is resumed",
                Map.of("took_ms", pause.tookMs(), "cancelled", pause.cancelled(), BY, OperatorLog.subject(context)));
        context.json(Reply.of(pause, "Database paused"));
    }

    void resume(Context context) {
        Database database = RequestedDatabase.of(databases, context);
        database.resume();
        journal.note(
                database.name(),
                "resumed",
                "An operator resumed " + database.name(),
                Map.of(BY, OperatorLog.subject(context)));
        context.json(Reply.of(PoolJson.of(database.stats()), "Database resumed"));
    }

    /** Lets go of connections. */
    void flush(Context context) {
        Database database = RequestedDatabase.of(databases, context);
        FlushMode mode = JsonBody.of(context, "mode").choice("mode", FlushMode.class);
        database.pool().flush(mode);
        journal.note(
                database.name(),
                "flushed",
                "An operator flushed connections of " + database.name(),
                Map.of("mode", mode.name().toLowerCase(Locale.ROOT), BY, OperatorLog.subject(context)));
        context.json(Reply.of(PoolJson.of(database.stats()), "Connections flushed"));
    }
}
