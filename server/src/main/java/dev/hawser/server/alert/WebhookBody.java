package dev.hawser.server.alert;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What a webhook is sent: an alert as the API shows it, and whether it is {@code firing} or {@code resolved}. Immutable. */
record WebhookBody(
        String status,
        String rule,
        String database,
        @Nullable String host,
        String severity,
        String since,
        @Nullable String ended,
        String message,
        String advice) {

    static WebhookBody of(Alert alert) {
        return new WebhookBody(
                alert.firing() ? "firing" : "resolved",
                alert.rule().key(),
                alert.database(),
                alert.host() == null ? null : alert.host().toString(),
                alert.severity().toString(),
                text(alert.since()),
                alert.ended() == null ? null : text(alert.ended()),
                alert.message(),
                alert.advice());
    }

    String json() {
        return JsonMapper.shared().writeValueAsString(this);
    }

    private static String text(Instant moment) {
        return moment.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
