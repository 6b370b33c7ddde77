package dev.hawser.server.live;

import dev.hawser.TimeDistribution;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the history of a database keeps of each second and each minute. Not a number: not known. */
public enum Measure {
    /** Statements that ended, in a second on average. */
    QUERIES_PER_SECOND(interval -> interval.rate(interval.activity().queries())),
    /** Statements that failed, in a second on average. */
    FAILED_PER_SECOND(interval -> interval.rate(interval.activity().failed())),
    /** Of all statements of the interval, in milliseconds. */
    P50_MS(interval -> percentile(interval.activity().times(), 50)),
    /** As {@link #P50_MS}. */
    P95_MS(interval -> percentile(interval.activity().times(), 95)),
    /** As {@link #P50_MS}. */
    P99_MS(interval -> percentile(interval.activity().times(), 99)),
    /** The most that were lent at a time. */
    ACTIVE(Interval::active),
    /** The fewest that were idle. */
    IDLE(Interval::idle),
    /** The most that were open above the size of the pool. */
    OVERFLOW(Interval::overflow),
    /** The most that waited at a time. */
    WAITING(Interval::waiting),
    /** Of all who got a connection in the interval, in milliseconds. */
    WAIT_P95_MS(interval -> percentile(interval.activity().waits(), 95)),
    /** Attempts to connect that failed, in a second on average. */
    CONNECTION_ERRORS_PER_SECOND(interval -> interval.rate(interval.activity().connectionErrors())),
    /** Waits for the pool that ended without a connection, and statements that exceeded their time, in a second on average. */
    TIMEOUTS_PER_SECOND(interval -> interval.rate(interval.activity().timeouts())),
    /** Waits for the pool that ended without a connection, in a second on average. */
    POOL_TIMEOUTS_PER_SECOND(interval -> interval.rate(interval.activity().poolTimeouts())),
    /** Attempts after the first, in a second on average. */
    RETRIES_PER_SECOND(interval -> interval.rate(interval.activity().retries())),
    /** The last. */
    EPOCH(Interval::epoch);

    private static final double NANOS_IN_A_MILLISECOND = 1e6;

    private final ToDoubleFunction<Interval> value;

    Measure(ToDoubleFunction<Interval> value) {
        this.value = value;
    }

    /** All of one sample, as the history would keep them of it alone. */
    public static Map<Measure, Double> all(Sample sample) {
        Interval interval = Interval.of(sample);
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        for (Measure measure : values()) {
            values.put(measure, measure.of(interval));
        }
        return values;
    }

    double of(Interval interval) {
        return value.applyAsDouble(interval);
    }

    static double milliseconds(Duration duration) {
        return duration.toNanos() / NANOS_IN_A_MILLISECOND;
    }

    private static double percentile(TimeDistribution times, double percent) {
        return times.count() == 0 ? Double.NaN : milliseconds(times.percentile(percent));
    }
}
