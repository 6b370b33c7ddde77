package dev.hawser.server.prometheus;

import dev.hawser.Database;
import dev.hawser.DatabaseMetrics;
import dev.hawser.DatabaseTopology;
import dev.hawser.DatabaseTopology.HostView;
import dev.hawser.Health;
import dev.hawser.Health.BackupHealth;
import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.OperationTimes;
import dev.hawser.Pool;
import dev.hawser.PoolTimes;
import dev.hawser.PoolTotals;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the page says of one database. It asks the database's server nothing, so that it is in time also while that hangs. */
final class DatabaseSamples {

    private final Samples samples;
    private final Database database;
    private final Labels labels;
    private final Labels pooled;

    DatabaseSamples(Samples samples, Database database) {
        this.samples = samples;
        this.database = database;
        this.labels = Labels.of("hawser_database", database.name(), "db_system_name", system(database.engine()));
        this.pooled = labels.add("db_client_connection_pool_name", database.name());
    }

    /** As OpenTelemetry names it. */
    private static String system(String engine) {
        return engine.equals("sqlserver") ? "microsoft.sql_server" : engine;
    }

    /** @param failedSetup whether it could not be set up, so that nobody has asked how it is */
    void add(boolean failedSetup) {
        addHealth(failedSetup);
        addPool(database.pool());
        DatabaseTopology topology = database.topology();
        samples.number(Metric.TOPOLOGY_EPOCH, labels, topology.epoch());
        topology.hosts().forEach(this::addHost);
        database.operations().forEach(this::addOperations);
        addCounters(database.metrics());
    }

    private void addHealth(boolean failedSetup) {
        Health health = database.lastHealth();
        HealthStatus status = failedSetup ? HealthStatus.UNHEALTHY : health.status();
        for (HealthStatus possible : HealthStatus.values()) {
            samples.flag(Metric.DATABASE_STATUS, labels.add("status", possible.toString()), status == possible);
        }
        if (status != HealthStatus.UNKNOWN) {
            samples.flag(Metric.DATABASE_UP, labels, status != HealthStatus.UNHEALTHY);
        }
        if (health.status() != HealthStatus.UNKNOWN) {
            samples.number(Metric.HEALTH_AGE, labels, Samples.seconds(health.age()));
        }
        addBackup(health.backup());
    }

    private void addBackup(@Nullable BackupHealth backup) {
        if (backup == null) {
            return;
        }
        if (backup.age() != null) {
            samples.number(Metric.BACKUP_AGE, labels, Samples.seconds(backup.age()));
        }
        samples.flag(Metric.BACKUP_FAILED, labels, backup.failure() != null);
    }

    private void addPool(Pool pool) {
        samples.flag(Metric.DATABASE_PAUSED, labels, pool.isSuspended());
        PoolTotals totals = pool.totals();
        samples.number(Metric.CONNECTION_TIMEOUTS, pooled, totals.timedOut());
        samples.number(Metric.POOL_REJECTED, pooled, totals.rejected());
        samples.number(Metric.POOL_RETIRED, pooled, totals.retired());
        samples.number(Metric.POOL_LEAKED, pooled, totals.leaked());
        PoolTimes times = pool.times();
        samples.times(Metric.CONNECTION_CREATE_TIME, pooled, times.createTime());
        samples.times(Metric.CONNECTION_WAIT_TIME, pooled, times.waitTime());
        samples.times(Metric.CONNECTION_USE_TIME, pooled, times.useTime());
    }

    private void addHost(HostView host) {
        Labels at = at(labels, host.host());
        Labels pool = at(pooled, host.host());
        samples.number(
                Metric.CONNECTION_COUNT, pool.add("state", "used"), host.pool().active());
        samples.number(
                Metric.CONNECTION_COUNT, pool.add("state", "idle"), host.pool().idle());
        samples.number(Metric.CONNECTION_IDLE_MAX, pool, host.pool().size());
        samples.number(
                Metric.CONNECTION_MAX, pool, host.pool().size() + host.pool().maxOverflow());
        samples.number(Metric.CONNECTION_PENDING, pool, host.pool().pending());
        samples.flag(Metric.HOST_UP, at, host.state() == HostState.AVAILABLE);
        for (HostRole role : HostRole.values()) {
            samples.flag(Metric.HOST_ROLE, at.add("role", role.name().toLowerCase(Locale.ROOT)), host.role() == role);
        }
        samples.flag(Metric.HOST_FENCED, at, host.fenced() != null);
        if (host.lag() != null) {
            samples.number(Metric.REPLICA_LAG, at, Samples.seconds(host.lag()));
        }
    }

    private void addOperations(OperationTimes operations) {
        Labels at = at(labels, operations.host());
        samples.times(
                Metric.OPERATION_DURATION,
                operations.error() == null
                        ? at
                        : at.add("error_type", operations.error().code()),
                operations.times());
    }

    private void addCounters(DatabaseMetrics metrics) {
        samples.number(Metric.FAILOVERS, labels, (double) metrics.failovers());
        samples.number(Metric.RETRIES, labels, metrics.retryAttempts());
        samples.number(Metric.CONNECTION_ERRORS, labels, (double) metrics.connectionErrors());
        samples.number(Metric.COMMITS_IN_DOUBT, labels, metrics.outcomesInDoubt());
        samples.number(Metric.COMMITS_UNKNOWN, labels, metrics.outcomesUnknown());
    }

    private static Labels at(Labels labels, HostSpec host) {
        Labels addressed = labels.add("server_address", host.host());
        return host.port() == 0 ? addressed : addressed.add("server_port", Integer.toString(host.port()));
    }
}
