package dev.hawser.server.live;

import dev.hawser.HealthStatus;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** A copy of a part of a history: columns of the same length, oldest first. For one thread at a time. */
public final class HistoryColumns {

    private final int size;
    final long[] at;
    final HealthStatus[] status;
    private final Map<Measure, float[]> measures = new EnumMap<>(Measure.class);
    private final Map<String, float[]> lags = new TreeMap<>();

    HistoryColumns(int size) {
        this.size = size;
        this.at = new long[size];
        this.status = new HealthStatus[size];
    }

    /** When each interval ended, in seconds since 1970. */
    public long[] at() {
        return at.clone();
    }

    /** The worst of each interval. */
    public HealthStatus[] status() {
        return status.clone();
    }

    /** The values of one measure; not a number where it is not known. */
    public float[] of(Measure measure) {
        return measures.computeIfAbsent(measure, first -> new float[size]);
    }

    /** How far each host was behind at most, in milliseconds; not a number where that is not known. */
    public Map<String, float[]> lags() {
        return Collections.unmodifiableMap(lags);
    }

    float[] lag(String host) {
        return lags.computeIfAbsent(host, first -> new float[size]);
    }
}
