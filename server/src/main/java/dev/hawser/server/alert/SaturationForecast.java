package dev.hawser.server.alert;

import static dev.hawser.server.alert.Observation.capacity;

import dev.hawser.DatabaseTopology.HostView;
import dev.hawser.HostSpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a host's pool will be exhausted, if what is asked of it goes on to rise as it did in the last five or ten minutes. What is asked of it are the connections that
 * are lent and the callers who wait. Ten minutes show a slow rise, five one that has just begun. A forecast is made only of a rise that is not chance, and of a pool
 * that is half used: a small one that starts to be used rises too. For one thread at a time.
 */
final class SaturationForecast implements Condition {

    /** One second's number says little; the mean of so many is a point. */
    private static final Duration STEP = Duration.ofSeconds(15);

    private static final int SHORT = 20;
    private static final int LONG = 40;

    /** What follows each other within seconds is alike by chance too, so more is asked for than of points that know nothing of each other. */
    private static final double SIGNIFICANCE = 4;

    private static final double LEAST_USE = 0.5;
    private static final double LEAST_RISE = 0.1;

    private final Duration horizon;
    private Map<HostSpec, Demand> demands = new HashMap<>();

    SaturationForecast(Duration horizon) {
        this.horizon = horizon;
    }

    @Override
    public List<Finding> look(Duration time, Observation seen) {
        Map<HostSpec, Demand> current = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        for (HostView host : seen.hosts()) {
            Demand demand = demands.getOrDefault(host.host(), new Demand());
            current.put(host.host(), demand);
            demand.add(time, host.pool().active() + host.pool().pending());
            forecast(host, demand).ifPresent(findings::add);
        }
        demands = current; // hosts that are gone are forgotten
        return findings;
    }

    private Optional<Finding> forecast(HostView host, Demand demand) {
        int capacity = capacity(host);
        if (capacity <= 1) { // used or not; that others wait is told by itself
            return Optional.empty();
        }
        return demand.rise(capacity).flatMap(trend -> {
            double points = Math.max(0, (capacity - trend.level()) / trend.slope());
            double minutes = points * STEP.toSeconds() / 60;
            return minutes > horizon.toSeconds() / 60.0
                    ? Optional.empty()
                    : Optional.of(new Finding(host.host(), message(host, trend, minutes), ADVICE));
        });
    }

    private static final String ADVICE =
            "See what rises: more callers, slower statements, or connections that are not given back (those that have been held longest show it)."
                    + " Raise pool.size only if the server can take it.";

    private static String message(HostView host, Trend trend, double minutes) {
        String when = minutes < 1 ? "within a minute" : "in about " + Amounts.counted(Math.round(minutes), "minute");
        return String.format(
                Locale.ROOT,
                "the pool of %s will be exhausted %s: %.0f of %d connections are asked for, rising by %.1f a minute",
                host.host(),
                when,
                trend.level(),
                capacity(host),
                trend.slope() * 60 / STEP.toSeconds());
    }

    /** What was asked of one host, as points of equal distance. */
    private static final class Demand {

        private final Deque<Double> points = new ArrayDeque<>();
        private List<Span> spans = List.of();
        private long step = -1;
        private double sum;
        private int count;

        void add(Duration time, int asked) {
            long now = time.dividedBy(STEP);
            if (now != step) {
                finish(now == step + 1);
                step = now;
                sum = 0;
                count = 0;
            }
            sum += asked;
            count++;
        }

        /** Points before a gap are of no use: a line does not know of it. */
        private void finish(boolean follows) {
            if (count > 0) {
                points.add(sum / count);
            }
            if (!follows) {
                points.clear();
            }
            if (points.size() > LONG) {
                points.remove();
            }
            double[] all = points.stream().mapToDouble(Double::doubleValue).toArray();
            spans = Stream.of(SHORT, LONG)
                    .filter(length -> all.length >= length)
                    .map(length -> new Span(length, Trend.of(Arrays.copyOfRange(all, all.length - length, all.length))))
                    .toList();
        }

        /** The latest rise that is one. */
        Optional<Trend> rise(int capacity) {
            return spans.stream()
                    .filter(span -> span.rises(capacity))
                    .map(Span::trend)
                    .findFirst();
        }
    }

    /** How it went over so many points. */
    private record Span(int length, Trend trend) {

        boolean rises(int capacity) {
            return trend.slope() * length >= LEAST_RISE * capacity
                    && trend.significance() >= SIGNIFICANCE
                    && trend.level() >= LEAST_USE * capacity;
        }
    }
}
