package dev.hawser.server.prometheus;

import dev.hawser.TimeDistribution;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The numbers of one page while it is written. For one thread at a time. */
final class Samples {

    /** Those that OpenTelemetry's conventions advise for the duration of database operations. */
    private static final List<Duration> BOUNDS = List.of(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));

    private final Map<Metric, CounterSnapshot.Builder> counters = new EnumMap<>(Metric.class);
    private final Map<Metric, GaugeSnapshot.Builder> gauges = new EnumMap<>(Metric.class);
    private final Map<Metric, HistogramSnapshot.Builder> histograms = new EnumMap<>(Metric.class);

    void number(Metric metric, Labels labels, double value) {
        switch (metric.kind()) {
            case COUNTER ->
                counters.computeIfAbsent(
                                metric,
                                first -> CounterSnapshot.builder()
                                        .name(metric.title())
                                        .help(metric.help()))
                        .dataPoint(CounterDataPointSnapshot.builder()
                                .labels(labels)
                                .value(value)
                                .build());
            case GAUGE ->
                gauges.computeIfAbsent(
                                metric,
                                first -> GaugeSnapshot.builder()
                                        .name(metric.title())
                                        .help(metric.help()))
                        .dataPoint(GaugeDataPointSnapshot.builder()
                                .labels(labels)
                                .value(value)
                                .build());
            case HISTOGRAM -> throw new IllegalArgumentException(metric.title() + " is no single number");
        }
    }

    void flag(Metric metric, Labels labels, boolean value) {
        number(metric, labels, value ? 1 : 0);
    }

    void times(Metric metric, Labels labels, TimeDistribution times) {
        histograms
                .computeIfAbsent(
                        metric,
                        first ->
                                HistogramSnapshot.builder().name(metric.title()).help(metric.help()))
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .labels(labels)
                        .classicHistogramBuckets(buckets(times))
                        .sum(seconds(times.total()))
                        .build());
    }

    private static ClassicHistogramBuckets buckets(TimeDistribution times) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        long below = 0;
        for (Duration bound : BOUNDS) {
            long atMost = times.countAtMost(bound);
            buckets.bucket(seconds(bound), atMost - below);
            below = atMost;
        }
        return buckets.bucket(Double.POSITIVE_INFINITY, times.count() - below).build();
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    MetricSnapshots snapshots() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        counters.values().forEach(counter -> all.metricSnapshot(counter.build()));
        gauges.values().forEach(gauge -> all.metricSnapshot(gauge.build()));
        histograms.values().forEach(histogram -> all.metricSnapshot(histogram.build()));
        return all.build();
    }
}
