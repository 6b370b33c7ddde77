package dev.hawser.server.alert;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An alert as the API shows it. Immutable. */
public record AlertJson(
        String rule,
        String database,
        @Nullable String host,
        String severity,
        Instant since,
        @Nullable Instant ended,
        String message,
        String advice) {

    /** The shape of an alert. */
    public static AlertJson of(Alert alert) {
        Instant ended = alert.ended();
        return new AlertJson(
                alert.rule().key(),
                alert.database(),
                alert.host() == null ? null : alert.host().toString(),
                alert.severity().toString(),
                alert.since().truncatedTo(ChronoUnit.MILLIS),
                ended == null ? null : ended.truncatedTo(ChronoUnit.MILLIS),
                alert.message(),
                alert.advice());
    }

    /** Those that go on, and those that ended. */
    public record Lists(List<AlertJson> active, List<AlertJson> recent) {

        /** The shape of both. */
        public static Lists of(Alerts alerts) {
            return new Lists(
                    alerts.active().stream().map(AlertJson::of).toList(),
                    alerts.recent().stream().map(AlertJson::of).toList());
        }
    }
}
