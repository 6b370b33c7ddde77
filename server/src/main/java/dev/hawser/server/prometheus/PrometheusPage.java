package dev.hawser.server.prometheus;

import dev.hawser.Database;
import dev.hawser.DatabaseManager;
import dev.hawser.server.alert.Alert;
import dev.hawser.server.alert.Alerts;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything that Prometheus wants to know, as it is when it asks. It asks no database anything. Thread-safe. */
public final class PrometheusPage {

    private static final ExpositionFormatWriter OPEN_METRICS = new OpenMetricsTextFormatWriter(false, false);
    private static final ExpositionFormatWriter PROMETHEUS = new PrometheusTextFormatWriter(false);

    private final DatabaseManager databases;
    private final Function<String, Database> find;
    private final Alerts alerts;

    /** The page of all databases of a manager. */
    public PrometheusPage(DatabaseManager databases, Alerts alerts) {
        this(databases, databases::configured, alerts);
    }

    /** @param find gives each database by its name */
    PrometheusPage(DatabaseManager databases, Function<String, Database> find, Alerts alerts) {
        this.databases = databases;
        this.find = find;
        this.alerts = alerts;
    }

    /** The page in one of its formats. Immutable, if nobody changes the body. */
    public record Text(String contentType, byte[] body) {}

    /** Writes it. Does not block. */
    public Text text(@Nullable String accept) {
        ExpositionFormatWriter writer = OPEN_METRICS.accepts(accept) ? OPEN_METRICS : PROMETHEUS;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            writer.write(body, samples().snapshots(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory cannot be written to", impossible);
        }
        return new Text(writer.getContentType(), body.toByteArray());
    }

    private Samples samples() {
        Samples samples = new Samples();
        for (String name : databases.names()) {
            boolean failedSetup = databases.setupErrors().containsKey(name);
            new DatabaseSamples(samples, find.apply(name)).add(failedSetup);
        }
        addAlerts(samples);
        ProcessSamples.addTo(samples);
        return samples;
    }

    private void addAlerts(Samples samples) {
        Map<Labels, Long> firing = alerts.active().stream()
                .collect(Collectors.groupingBy(PrometheusPage::labels, TreeMap::new, Collectors.counting()));
        firing.forEach((labels, count) -> samples.number(Metric.ALERTS_FIRING, labels, count));
        alerts.deliveries().ifPresent(counters -> {
            samples.number(Metric.WEBHOOK_DELIVERIES, Labels.of("outcome", "delivered"), counters.delivered());
            samples.number(Metric.WEBHOOK_DELIVERIES, Labels.of("outcome", "failed"), counters.failed());
            samples.number(Metric.WEBHOOK_DELIVERIES, Labels.of("outcome", "dropped"), counters.dropped());
            samples.number(Metric.WEBHOOK_RETRIES, Labels.EMPTY, counters.retried());
        });
    }

    private static Labels labels(Alert alert) {
        return Labels.of(
                "rule", alert.rule().key(),
                "hawser_database", alert.database(),
                "severity", alert.severity().toString());
    }
}
