package dev.hawser.server.alert;

import dev.hawser.config.AlertSeverity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Tells the log: {@code dev.hawser.alert}, as a warning or an error by severity; what ended as information. Thread-safe. */
final class AlertLog implements AlertChannel {

    private static final Logger log = LoggerFactory.getLogger("dev.hawser.alert");

    @Override
    public void tell(Alert alert) {
        LoggingEventBuilder event = log.atLevel(level(alert))
                .setMessage(alert.firing() ? "alert" : "alert ended")
                .addKeyValue("rule", alert.rule().key())
                .addKeyValue("database", alert.database())
                .addKeyValue("severity", alert.severity())
                .addKeyValue("since", alert.since())
                .addKeyValue("problem", alert.message());
        if (alert.host() != null) {
            event = event.addKeyValue("host", alert.host());
        }
        event = alert.firing()
                ? event.addKeyValue("advice", alert.advice())
                : event.addKeyValue("ended", alert.ended());
        event.log();
    }

    private static Level level(Alert alert) {
        if (!alert.firing()) {
            return Level.INFO;
        }
        return alert.severity() == AlertSeverity.CRITICAL ? Level.ERROR : Level.WARN;
    }
}
