package dev.hawser.server.alert;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import tools.jackson.databind.json.JsonMapper;

/** What a webhook is sent: whether an alert is {@code firing} or {@code resolved}, and the alert as the API shows it. Immutable. */
record WebhookBody(String status, @JsonUnwrapped AlertJson alert) {

    static WebhookBody of(Alert alert) {
        return new WebhookBody(alert.firing() ? "firing" : "resolved", AlertJson.of(alert));
    }

    String json() {
        return JsonMapper.shared().writeValueAsString(this);
    }
}
