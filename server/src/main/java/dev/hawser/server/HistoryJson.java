package dev.hawser.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hawser.HealthStatus;
import dev.hawser.server.live.History.Resolution;
import dev.hawser.server.live.HistoryColumns;
import dev.hawser.server.live.Measure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a database did, in columns of the same length, as charts want them. Immutable. */
record HistoryJson(
        String resolution,
        List<Long> at,
        List<@Nullable Number> queriesPerSecond,
        List<@Nullable Number> failedPerSecond,
        @JsonProperty("p50_ms") List<@Nullable Number> p50Ms,
        @JsonProperty("p95_ms") List<@Nullable Number> p95Ms,
        @JsonProperty("p99_ms") List<@Nullable Number> p99Ms,
        List<@Nullable Number> active,
        List<@Nullable Number> idle,
        List<@Nullable Number> overflow,
        List<@Nullable Number> waiting,
        @JsonProperty("wait_p95_ms") List<@Nullable Number> waitP95Ms,
        List<@Nullable Number> connectionErrorsPerSecond,
        List<@Nullable Number> timeoutsPerSecond,
        List<@Nullable Number> poolTimeoutsPerSecond,
        List<@Nullable Number> retriesPerSecond,
        List<String> status,
        List<@Nullable Number> epoch,
        SortedMap<String, List<@Nullable Number>> lagMs) {

    static HistoryJson of(Resolution resolution, HistoryColumns columns) {
        SortedMap<String, List<@Nullable Number>> lags = new TreeMap<>();
        columns.lags().forEach((host, column) -> lags.put(host, numbers(column)));
        return new HistoryJson(
                resolution.name().toLowerCase(Locale.ROOT),
                Arrays.stream(columns.at()).boxed().toList(),
                numbers(columns.of(Measure.QUERIES_PER_SECOND)),
                numbers(columns.of(Measure.FAILED_PER_SECOND)),
                numbers(columns.of(Measure.P50_MS)),
                numbers(columns.of(Measure.P95_MS)),
                numbers(columns.of(Measure.P99_MS)),
                numbers(columns.of(Measure.ACTIVE)),
                numbers(columns.of(Measure.IDLE)),
                numbers(columns.of(Measure.OVERFLOW)),
                numbers(columns.of(Measure.WAITING)),
                numbers(columns.of(Measure.WAIT_P95_MS)),
                numbers(columns.of(Measure.CONNECTION_ERRORS_PER_SECOND)),
                numbers(columns.of(Measure.TIMEOUTS_PER_SECOND)),
                numbers(columns.of(Measure.POOL_TIMEOUTS_PER_SECOND)),
                numbers(columns.of(Measure.RETRIES_PER_SECOND)),
                Arrays.stream(columns.status()).map(HealthStatus::toString).toList(),
                numbers(columns.of(Measure.EPOCH)),
                Collections.unmodifiableSortedMap(lags));
    }

    private static List<@Nullable Number> numbers(float[] column) {
        List<@Nullable Number> numbers = new ArrayList<>(column.length);
        for (float value : column) {
            numbers.add(Json.number(value));
        }
        return Collections.unmodifiableList(numbers);
    }
}
