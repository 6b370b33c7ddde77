package dev.hawser.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hawser.DatabaseMetrics;
import java.math.BigDecimal;

/** {@link DatabaseMetrics} as JSON shows them; times are in seconds. Immutable. */
public record MetricsJson(
        int activeConnections,
        int idleConnections,
        int totalConnections,
        int poolSize,
        int maxOverflow,
        int waiting,
        long connectionErrors,
        long totalQueries,
        long failedQueries,
        BigDecimal totalQueryTime,
        BigDecimal avgQueryTime,
        @JsonProperty("p50_query_time") BigDecimal p50QueryTime,
        @JsonProperty("p95_query_time") BigDecimal p95QueryTime,
        @JsonProperty("p99_query_time") BigDecimal p99QueryTime,
        double failureRate,
        long retryAttempts,
        long failovers,
        long timeouts,
        BigDecimal uptimeSeconds) {

    /** What JSON shows of {@code metrics}. */
    public static MetricsJson of(DatabaseMetrics metrics) {
        return new MetricsJson(
                metrics.pool().active(),
                metrics.pool().idle(),
                metrics.pool().total(),
                metrics.pool().size(),
                metrics.pool().maxOverflow(),
                metrics.pool().pending(),
                metrics.connectionErrors(),
                metrics.totalQueries(),
                metrics.failedQueries(),
                Json.seconds(metrics.totalQueryTime()),
                Json.seconds(metrics.averageQueryTime()),
                Json.seconds(metrics.p50QueryTime()),
                Json.seconds(metrics.p95QueryTime()),
                Json.seconds(metrics.p99QueryTime()),
                metrics.failureRate(),
                metrics.retryAttempts(),
                metrics.failovers(),
                metrics.timeouts(),
                Json.seconds(metrics.uptime()));
    }
}
