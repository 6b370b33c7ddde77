package dev.hawser.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.PoolStats;
import dev.hawser.error.DatabaseException;
import dev.hawser.server.alert.AlertJson;
import dev.hawser.server.live.Sample;
import dev.hawser.server.live.Sample.Activity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How everything is at one moment: what live clients are told each second. Immutable. */
record LiveStateJson(Instant at, List<DatabaseJson> databases, List<AlertJson> alerts) {

    /**
     * One database.
     *
     * @param since when it got this status
     */
    record DatabaseJson(
            String name,
            String databaseType,
            boolean critical,
            @JsonProperty("default") boolean isDefault,
            String status,
            @Nullable String error,
            @Nullable String category,
            @Nullable String advice,
            @Nullable String version,
            Instant since,
            boolean paused,
            long epoch,
            List<HostLiveJson> hosts,
            LivePoolJson pool,
            SampleJson sample) {

        static DatabaseJson of(Sample sample, boolean critical, boolean isDefault, Instant since) {
            Health health = sample.health();
            DatabaseException failure = sample.setupError();
            String category =
                    health.category() == null ? null : health.category().code();
            return new DatabaseJson(
                    sample.database(),
                    health.engine(),
                    critical,
                    isDefault,
                    statusOf(sample).toString(),
                    failure == null ? health.error() : failure.getMessage(),
                    failure == null ? category : failure.category().code(),
                    failure == null ? null : failure.advice(),
                    health.version(),
                    since,
                    sample.paused(),
                    sample.topology().epoch(),
                    sample.topology().hosts().stream().map(HostLiveJson::of).toList(),
                    LivePoolJson.of(sample.pool()),
                    SampleJson.of(sample.activity()));
        }
    }

    /** What could not be set up does not work, whatever its health was. */
    static HealthStatus statusOf(Sample sample) {
        return sample.setupError() == null ? sample.health().status() : HealthStatus.UNHEALTHY;
    }

    /** A pool, with how many connections it may open beyond its size. */
    record LivePoolJson(
            int poolSize,
            int checkedIn,
            int checkedOut,
            int overflow,
            int waiting,
            int totalConnections,
            long invalid,
            int maxOverflow) {

        static LivePoolJson of(PoolStats pool) {
            return new LivePoolJson(
                    pool.size(),
                    pool.idle(),
                    pool.active(),
                    pool.overflow(),
                    pool.pending(),
                    pool.total(),
                    pool.invalid(),
                    pool.maxOverflow());
        }
    }

    /** What a database did in the last second; percentiles are null if it did nothing. */
    record SampleJson(
            long queries,
            long failed,
            @JsonProperty("p50_ms") @Nullable BigDecimal p50Ms,
            @JsonProperty("p95_ms") @Nullable BigDecimal p95Ms,
            @JsonProperty("p99_ms") @Nullable BigDecimal p99Ms,
            @JsonProperty("wait_p95_ms") @Nullable BigDecimal waitP95Ms,
            long connectionErrors,
            long timeouts,
            long retries) {

        static SampleJson of(Activity activity) {
            return new SampleJson(
                    activity.queries(),
                    activity.failed(),
                    Json.percentile(activity.times(), 50),
                    Json.percentile(activity.times(), 95),
                    Json.percentile(activity.times(), 99),
                    Json.percentile(activity.waits(), 95),
                    activity.connectionErrors(),
                    activity.timeouts(),
                    activity.retries());
        }
    }
}
