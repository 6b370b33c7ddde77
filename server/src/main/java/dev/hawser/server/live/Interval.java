package dev.hawser.server.live;

import dev.hawser.DatabaseTopology.HostView;
import dev.hawser.HealthStatus;
import dev.hawser.PoolStats;
import dev.hawser.server.live.Sample.Activity;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What a database did in some seconds, one or many. Distributions are added up before a percentile is taken of them, and of what is only seen now and then the worst counts.
 * Immutable.
 *
 * @param lags by host, in milliseconds; hosts whose lag is not known are left out
 */
record Interval(
        Duration span,
        Activity activity,
        int active,
        int idle,
        int overflow,
        int waiting,
        HealthStatus status,
        long epoch,
        Map<String, Double> lags) {

    private static final double NANOS_IN_A_SECOND = 1e9;

    static Interval of(Sample sample) {
        PoolStats pool = sample.pool();
        Map<String, Double> lags = new HashMap<>();
        for (HostView host : sample.topology().hosts()) {
            if (host.lag() != null) {
                lags.put(host.host().toString(), Measure.milliseconds(host.lag()));
            }
        }
        return new Interval(
                sample.span(),
                sample.activity(),
                pool.active(),
                pool.idle(),
                pool.overflow(),
                pool.pending(),
                sample.setupError() == null ? sample.health().status() : HealthStatus.UNHEALTHY,
                sample.topology().epoch(),
                lags);
    }

    /** Both together; {@code later} comes after this one. */
    Interval plus(Interval later) {
        Map<String, Double> worst = new HashMap<>(lags);
        later.lags.forEach((host, lag) -> worst.merge(host, lag, Math::max));
        return new Interval(
                span.plus(later.span),
                activity.plus(later.activity),
                Math.max(active, later.active),
                Math.min(idle, later.idle),
                Math.max(overflow, later.overflow),
                Math.max(waiting, later.waiting),
                severity(status) < severity(later.status) ? later.status : status,
                later.epoch,
                worst);
    }

    private static int severity(HealthStatus status) {
        return switch (status) {
            case HEALTHY -> 0;
            case UNKNOWN -> 1;
            case DEGRADED -> 2;
            case UNHEALTHY -> 3;
        };
    }

    /** So many in a second. */
    double rate(long count) {
        return span.isZero() ? 0 : count * NANOS_IN_A_SECOND / span.toNanos();
    }
}
