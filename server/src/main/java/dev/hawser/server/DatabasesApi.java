package dev.hawser.server;

import dev.hawser.Database;
import dev.hawser.DatabaseManager;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.config.BackupsConfig;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.server.backup.ScheduledBackups;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** What can be asked of the databases. Without a name in the path, the default one is meant. Thread-safe. */
final class DatabasesApi {

    private final DatabaseManager databases;
    private final ScheduledBackups scheduled;
    private final Gate gate;
    private final Map<String, Duration> intervals;

    DatabasesApi(DatabaseManager databases, ScheduledBackups scheduled, Gate gate) {
        this.databases = databases;
        this.scheduled = scheduled;
        this.gate = gate;
        this.intervals = databases.config().databases().stream()
                .collect(Collectors.toUnmodifiableMap(
                        DatabaseConfig::name, database -> database.health().interval()));
    }

    void list(Context context) {
        context.json(Reply.of(DatabasesJson.of(databases), "Databases retrieved"));
    }

    /** The last answer while it is fresh, which nobody has to wait for; else a new one, through the gate. */
    void health(Context context) throws Exception {
        String name = name(context);
        Database database = databases.configured(name);
        Health last = database.lastHealth();
        boolean force = QueryParameter.flag(context, "force");
        boolean fresh = last.status() != HealthStatus.UNKNOWN && last.age().compareTo(interval(name)) < 0;
        if (fresh && !force) {
            answer(context, last);
        } else {
            gate.through(asking -> answer(asking, database.health(force))).handle(context);
        }
    }

    private Duration interval(String name) {
        return intervals.getOrDefault(name, Duration.ZERO);
    }

    private static void answer(Context context, Health health) {
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

    /** What is in the catalogue, also of a database that does not work. */
    void backups(Context context) {
        String name = name(context);
        Database database = databases.configured(name);
        BackupsConfig config = databases.config().databases().stream()
                .filter(candidate -> candidate.name().equals(name))
                .map(DatabaseConfig::backups)
                .findFirst()
                .orElseThrow();
        BackupsJson backups = BackupsJson.of(
                config,
                database.backups(),
                scheduled.of(name),
                database.lastHealth().backup());
        context.json(Reply.of(backups, "Backups retrieved"));
    }

    static void answer(Context context, Health health, Object data, String message) {
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
