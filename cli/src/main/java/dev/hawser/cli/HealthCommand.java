package dev.hawser.cli;

import dev.hawser.DatabaseManager;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.PoolStats;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.server.BackupHealthJson;
import dev.hawser.server.HealthJson;
import dev.hawser.server.HealthJson.HostJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** Asks a database how it is. */
@Command(name = "health", description = "Ask a database how it is. Exit code 3 if it is unhealthy.")
final class HealthCommand extends DatabaseCommand {

    @Override
    public Integer call() {
        Health health = ask(target(load()));
        HealthJson shown = HealthJson.of(health);
        if (json()) {
            output().json(shown);
        } else {
            print(output(), shown);
        }
        return switch (health.status()) {
            case HEALTHY, DEGRADED -> ExitCode.FINE;
            case UNHEALTHY, UNKNOWN -> ExitCode.UNHEALTHY;
        };
    }

    private Health ask(DatabaseConfig target) {
        long startedAt = System.nanoTime();
        try (DatabaseManager databases = open(target)) {
            return databases.health(target.name(), true);
        } catch (DatabaseException notSetUp) {
            return unhealthy(target, notSetUp, Duration.ofNanos(System.nanoTime() - startedAt));
        }
    }

    /** A database that cannot be set up is not in order, and that is the answer to the question. */
    private static Health unhealthy(DatabaseConfig target, DatabaseException reason, Duration waited) {
        return new Health(
                target.name(),
                HealthStatus.UNHEALTHY,
                target.engine(),
                null,
                Instant.now(),
                Duration.ZERO,
                waited,
                reason.getMessage(),
                reason.category(),
                reason.attempts() - 1,
                noConnections(target.pool()),
                List.of(),
                null,
                null);
    }

    private static PoolStats noConnections(PoolConfig pool) {
        return new PoolStats(pool.size(), pool.maxOverflow(), 0, 0, 0, 0, 0, 0);
    }

    private static void print(Output output, HealthJson health) {
        output.line(health.name() + " is " + health.status() + " (" + health.databaseType()
                + (health.version() == null ? "" : ", " + Table.printable(health.version())) + "), "
                + health.responseTimeMs() + " ms");
        if (health.error() != null) {
            output.line(health.error());
        }
        BackupHealthJson backup = health.backup();
        if (backup != null) {
            output.line(described(backup));
        }
        if (!health.hosts().isEmpty()) {
            output.table(
                    List.of("host", "role", "state", "response time"),
                    health.hosts().stream().map(HealthCommand::row).toList());
        }
    }

    private static String described(BackupHealthJson backup) {
        String failure = backup.failure() == null ? "" : "; " + Table.printable(backup.failure());
        if (backup.lastGoodAt() == null) {
            return "no good backup" + failure;
        }
        return "last good backup at " + backup.lastGoodAt()
                + (backup.verifiedAt() == null ? ", not verified" : ", verified at " + backup.verifiedAt()) + failure;
    }

    private static List<String> row(HostJson host) {
        List<String> row = new ArrayList<>(List.of(host.host(), host.role(), host.state()));
        row.add(host.responseTimeMs() == null ? "" : host.responseTimeMs() + " ms");
        return row;
    }
}
