package dev.hawser.server.alert;

import dev.hawser.HostSpec;
import dev.hawser.config.AlertRule;
import dev.hawser.config.AlertSeverity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That something is, or was, wrong for so long that somebody should know. Immutable.
 *
 * @param host where; null for the database as a whole
 * @param since when it began to be wrong
 * @param ended when it was no longer wrong; null if it is
 * @param message what is wrong, with numbers
 * @param advice what to do
 */
public record Alert(
        AlertRule rule,
        String database,
        @Nullable HostSpec host,
        AlertSeverity severity,
        Instant since,
        @Nullable Instant ended,
        String message,
        String advice) {

    /** What makes it the same alert as another one, later. */
    record Key(AlertRule rule, String database, @Nullable HostSpec host) {}

    /** Whether it goes on. */
    public boolean firing() {
        return ended == null;
    }
}
