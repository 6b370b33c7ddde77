package dev.hawser.server;

import dev.hawser.Database;
import dev.hawser.DatabaseManager;
import dev.hawser.DrainReport;
import dev.hawser.FlushMode;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.error.DatabaseException;
import io.javalin.http.Context;
import java.time.Duration;

/** What can be asked of the databases. Without a name in the path, the default one is meant. Thread-safe. */
final class DatabasesApi {

    private static final Duration PAUSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE_TIMEOUT = Duration.ofMinutes(1);

    private final DatabaseManager databases;

    DatabasesApi(DatabaseManager databases) {
        this.databases = databases;
    }

    void list(Context context) {
        context.json(Reply.of(DatabasesJson.of(databases), "Databases retrieved"));
    }

    void health(Context context) {
        Health health = databases.health(name(context), QueryParameter.flag(context, "force"));
        answer(context, health, HealthJson.of(health), "Database health check completed");
    }

    void info(Context context) {
        InfoJson info = InfoJson.of(databases.info(name(context)));
        context.json(Reply.of(info, "Database connection information retrieved"));
    }

    /** Asks anew. An unhealthy database is an answer here and no problem: it is what was asked for. */
    void status(Context context) {
        String name = name(context);
        HealthJson health = HealthJson.of(databases.health(name, true));
        DatabaseException setupError = databases.setupErrors().get(name);
        StatusJson status = new StatusJson(
                health,
                InfoJson.of(databases.info(name)),
                health.poolStatus(),
                new StatusJson.ManagerJson(
                        setupError == null, setupError == null ? null : setupError.getMessage(), health.timestamp()));
        context.json(Reply.of(status, "Database status retrieved"));
    }

    void metrics(Context context) {
        MetricsJson metrics =
                MetricsJson.of(RequestedDatabase.of(databases, context).metrics());
        context.json(Reply.of(metrics, "Database metrics retrieved"));
    }

    void pool(Context context) {
        PoolReportJson report =
                PoolReportJson.of(RequestedDatabase.of(databases, context).pool());
        context.json(Reply.of(report, "Connection pool retrieved"));
    }

    void reconnect(Context context) {
        Health health = databases.reconnect(name(context));
        String outcome = health.status() == HealthStatus.UNHEALTHY ? "failed" : "completed";
        answer(context, health, new ReconnectJson(outcome, HealthJson.of(health)), "Database reconnected");
    }

    /** Returns when what ran has ended. */
    void pause(Context context) {
        DrainReport report = RequestedDatabase.of(databases, context)
                .pause(QueryParameter.seconds(context, "timeout", LONGEST_PAUSE_TIMEOUT, PAUSE_TIMEOUT));
        context.json(Reply.of(PauseJson.of(report), "Database paused"));
    }

    void resume(Context context) {
        Database database = RequestedDatabase.of(databases, context);
        database.resume();
        context.json(Reply.of(PoolJson.of(database.stats()), "Database resumed"));
    }

    /** Lets go of connections. */
    void flush(Context context) {
        Database database = RequestedDatabase.of(databases, context);
        database.pool().flush(JsonBody.of(context, "mode").choice("mode", FlushMode.class));
        context.json(Reply.of(PoolJson.of(database.stats()), "Connections flushed"));
    }

    private static void answer(Context context, Health health, Object data, String message) {
        if (health.status() == HealthStatus.UNHEALTHY) {
            Problem problem = Problem.unhealthy(health, data);
            context.status(problem.status()).json(problem.body());
        } else {
            context.json(Reply.of(data, message));
        }
    }

    private String name(Context context) {
        return RequestedDatabase.name(databases, context);
    }
}
