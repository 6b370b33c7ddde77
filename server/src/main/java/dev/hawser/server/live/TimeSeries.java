package dev.hawser.server.live;

import dev.hawser.HealthStatus;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The last intervals of one database, each column an array of primitives that is written round and round. For one thread at a time. */
final class TimeSeries {

    /** Hosts beyond this have no column: a database that meets ever new ones must not fill the memory. */
    private static final int MOST_HOSTS = 32;

    private final int capacity;
    private final long[] at;
    private final HealthStatus[] status;
    private final float[][] values;
    private final Map<String, float[]> lags = new HashMap<>();
    private int next;
    private int size;

    TimeSeries(int capacity) {
        this.capacity = capacity;
        this.at = new long[capacity];
        this.status = new HealthStatus[capacity];
        this.values = new float[Measure.values().length][capacity];
    }

    /** Forgets everything if the clock has gone back, for what it has would never be in order again. */
    void add(long epochSecond, Interval interval) {
        if (size > 0 && epochSecond <= at[previous(next)]) {
            size = 0;
        }
        at[next] = epochSecond;
        status[next] = interval.status();
        for (Measure measure : Measure.values()) {
            values[measure.ordinal()][next] = (float) measure.of(interval);
        }
        interval.lags().keySet().forEach(this::addColumn);
        lags.forEach((host, column) ->
                column[next] = interval.lags().getOrDefault(host, Double.NaN).floatValue());
        next = (next + 1) % capacity;
        size = Math.min(size + 1, capacity);
    }

    private void addColumn(String host) {
        if (!lags.containsKey(host) && lags.size() < MOST_HOSTS) {
            float[] unknown = new float[capacity];
            Arrays.fill(unknown, Float.NaN);
            lags.put(host, unknown);
        }
    }

    private int previous(int index) {
        return (index + capacity - 1) % capacity;
    }

    /** What is there from {@code epochSecond} on, oldest first. */
    HistoryColumns from(long epochSecond) {
        int first = (next + capacity - size) % capacity;
        int count = size;
        while (count > 0 && at[first] < epochSecond) {
            first = (first + 1) % capacity;
            count--;
        }
        HistoryColumns columns = new HistoryColumns(count);
        for (int i = 0; i < count; i++) {
            int index = (first + i) % capacity;
            columns.at[i] = at[index];
            columns.status[i] = status[index];
            for (Measure measure : Measure.values()) {
                columns.of(measure)[i] = values[measure.ordinal()][index];
            }
            for (Map.Entry<String, float[]> lag : lags.entrySet()) {
                columns.lag(lag.getKey())[i] = lag.getValue()[index];
            }
        }
        return columns;
    }
}
