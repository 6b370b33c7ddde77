package dev.hawser.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hawser.Database;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.PoolStats;
import dev.hawser.SqlDatabase;
import dev.hawser.error.DatabaseException;
import dev.hawser.server.alert.AlertJson;
import dev.hawser.server.live.Measure;
import dev.hawser.server.live.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
            CapabilitiesJson capabilities,
            List<HostLiveJson> hosts,
            LivePoolJson pool,
            SampleJson sample) {

        static DatabaseJson of(
                Sample sample, boolean critical, boolean isDefault, CapabilitiesJson capabilities, Instant since) {
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
                    capabilities,
                    sample.topology().hosts().stream().map(HostLiveJson::of).toList(),
                    LivePoolJson.of(sample.pool()),
                    SampleJson.of(sample));
        }
    }

    /** What could not be set up does not work, whatever its health was. */
    static HealthStatus statusOf(Sample sample) {
        return sample.setupError() == null ? sample.health().status() : HealthStatus.UNHEALTHY;
    }

    /**
     * What an operator can have done with a database, by the engine that it is of.
     *
     * @param pause whether its pool can be paused and resumed
     * @param flush whether connections of its pool can be closed
     * @param query whether it takes test queries, which are SQL
     */
    record CapabilitiesJson(boolean pause, boolean flush, boolean query) {

        /** The pool of what speaks no SQL is its driver's own. */
        static CapabilitiesJson of(Database database) {
            boolean sql = database instanceof SqlDatabase;
            return new CapabilitiesJson(sql, sql, sql);
        }
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

    /** What a database did since the state before, under the names that the history has for it; percentiles are null if it did nothing. */
    record SampleJson(
            @Nullable Number queriesPerSecond,
            @Nullable Number failedPerSecond,
            @JsonProperty("p50_ms") @Nullable Number p50Ms,
            @JsonProperty("p95_ms") @Nullable Number p95Ms,
            @JsonProperty("p99_ms") @Nullable Number p99Ms,
            @JsonProperty("wait_p95_ms") @Nullable Number waitP95Ms,
            @Nullable Number connectionErrorsPerSecond,
            @Nullable Number timeoutsPerSecond,
            @Nullable Number poolTimeoutsPerSecond,
            @Nullable Number retriesPerSecond) {

        static SampleJson of(Sample sample) {
            Map<Measure, Double> values = Measure.all(sample);
            return new SampleJson(
                    number(values, Measure.QUERIES_PER_SECOND),
                    number(values, Measure.FAILED_PER_SECOND),
                    number(values, Measure.P50_MS),
                    number(values, Measure.P95_MS),
                    number(values, Measure.P99_MS),
                    number(values, Measure.WAIT_P95_MS),
                    number(values, Measure.CONNECTION_ERRORS_PER_SECOND),
                    number(values, Measure.TIMEOUTS_PER_SECOND),
                    number(values, Measure.POOL_TIMEOUTS_PER_SECOND),
                    number(values, Measure.RETRIES_PER_SECOND));
        }

        private static @Nullable Number number(Map<Measure, Double> values, Measure measure) {
            return Json.number(values.getOrDefault(measure, Double.NaN));
        }
    }
}
