package dev.hawser.server;

import dev.hawser.DatabaseManager;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.config.DatabaseConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;

/** Whether the process lives, and whether it is of use now. Neither answer has any detail: anybody may ask. Thread-safe. */
final class Probes {

    /** Who asks for readiness decides about traffic, and must not be told what was true minutes ago. */
    private static final Duration MAX_AGE = Duration.ofSeconds(5);

    private final DatabaseManager databases;

    record Answer(String status) {}

    Probes(DatabaseManager databases) {
        this.databases = databases;
    }

    /** Asks no database, and never waits. */
    void live(Context context) {
        context.json(new Answer("alive"));
    }

    void ready(Context context) {
        if (databases.config().databases().stream()
                .filter(DatabaseConfig::critical)
                .allMatch(database -> works(database.name()))) {
            context.json(new Answer("ready"));
        } else {
            context.status(HttpStatus.SERVICE_UNAVAILABLE).json(new Answer("not ready"));
        }
    }

    private boolean works(String name) {
        if (databases.setupErrors().containsKey(name)) {
            return false;
        }
        Health health = databases.health(name);
        if (health.age().compareTo(MAX_AGE) > 0) {
            health = databases.health(name, true);
        }
        return health.status() == HealthStatus.HEALTHY || health.status() == HealthStatus.DEGRADED;
    }
}
