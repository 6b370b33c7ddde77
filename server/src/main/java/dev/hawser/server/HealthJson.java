package dev.hawser.server;

import dev.hawser.Health;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A {@link Health} as JSON shows it. Immutable. */
public record HealthJson(
        String name,
        String status,
        String databaseType,
        @Nullable String version,
        Instant timestamp,
        long ageMs,
        @Nullable BigDecimal responseTimeMs,
        @Nullable String error,
        PoolJson poolStatus,
        List<HostJson> hosts,
        @Nullable Integer connectionCount,
        @Nullable BackupHealthJson backup) {

    /** What JSON shows of {@code health}. */
    public static HealthJson of(Health health) {
        return new HealthJson(
                health.database(),
                health.status().toString(),
                health.engine(),
                health.version(),
                health.timestamp().truncatedTo(ChronoUnit.MILLIS),
                health.age().toMillis(),
                Json.milliseconds(health.responseTime()),
                health.error(),
                PoolJson.of(health.pool()),
                health.hosts().stream().map(HostJson::of).toList(),
                health.connectionCount(),
                BackupHealthJson.of(health.backup()));
    }

    /** One host. */
    public record HostJson(
            String host,
            String role,
            String state,
            @Nullable BigDecimal lagMs,
            @Nullable BigDecimal responseTimeMs) {

        static HostJson of(Health.HostHealth host) {
            return new HostJson(
                    host.host().toString(),
                    host.role().name().toLowerCase(Locale.ROOT),
                    host.state().name().toLowerCase(Locale.ROOT),
                    Json.milliseconds(host.lag()),
                    Json.milliseconds(host.responseTime()));
        }
    }
}
