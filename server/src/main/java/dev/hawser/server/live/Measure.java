package dev.hawser.server.live;

import dev.hawser.TimeDistribution;
import java.time.Duration;
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
    /** How many in the interval. */
    CONNECTION_ERRORS(interval -> interval.activity().connectionErrors()),
    /** How many in the interval. */
    TIMEOUTS(interval -> interval.activity().timeouts()),
    /** How many in the interval. */
    RETRIES(interval -> interval.activity().retries()),
    /** The last. */
    EPOCH(Interval::epoch);

    private static final double NANOS_IN_A_MILLISECOND = 1e6;

    private final ToDoubleFunction<Interval> value;

    Measure(ToDoubleFunction<Interval> value) {
        this.value = value;
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
