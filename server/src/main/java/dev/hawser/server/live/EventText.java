package dev.hawser.server.live;

import dev.hawser.HealthStatus;
import dev.hawser.HostState;
import dev.hawser.event.DatabaseEvent;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is told to people of an event. Immutable.
 *
 * @param repeatable what makes it the same as another one of its kind and host, which then need not be told again; null if each is to be told
 */
record EventText(
        String kind,
        @Nullable String host,
        Severity severity,
        String message,
        Map<String, Object> details,
        @Nullable Object repeatable) {

    private static final int LONGEST = 4_000;

    EventText {
        message = shortened(message);
    }

    private EventText(
            String kind, @Nullable Object host, Severity severity, String message, Map<String, Object> details) {
        this(kind, host == null ? null : host.toString(), severity, message, details, null);
    }

    /** The text of an event; null if it happens all the time and nobody wants to read it. */
    static @Nullable EventText of(DatabaseEvent event) {
        if (event instanceof DatabaseEvent.ConnectFailed failed) {
            String category = failed.category().code();
            return new EventText(
                    "connect_failed",
                    failed.host().toString(),
                    Severity.WARNING,
                    failed.message(),
                    Map.of("category", category, "took_ms", failed.took().toMillis()),
                    category);
        }
        if (event instanceof DatabaseEvent.LeakSuspected leak) {
            return new EventText(
                    "leak_suspected",
                    leak.host(),
                    Severity.WARNING,
                    "A connection to " + leak.host() + " is held for longer than pool.leak-threshold",
                    Map.of("holder", shortened(leak.holder())));
        }
        if (event instanceof DatabaseEvent.LeakReclaimed leak) {
            return new EventText(
                    "leak_reclaimed",
                    leak.host(),
                    Severity.WARNING,
                    "A connection to " + leak.host() + " was lost without being closed, and was reclaimed",
                    Map.of("holder", shortened(leak.holder())));
        }
        if (event instanceof DatabaseEvent.HostChanged change) {
            String role = lower(change.role());
            String state = lower(change.state());
            return new EventText(
                    "host_changed",
                    change.host(),
                    change.state() == HostState.AVAILABLE ? Severity.INFO : Severity.WARNING,
                    change.host() + " is " + state + ", its role " + role,
                    Map.of("role", role, "state", state));
        }
        if (event instanceof DatabaseEvent.HostFenced fenced) {
            return new EventText(
                    "host_fenced",
                    fenced.host(),
                    Severity.ERROR,
                    fenced.host() + " answers and is not used: " + fenced.reason(),
                    Map.of("reason", fenced.reason()));
        }
        if (event instanceof DatabaseEvent.FailoverCompleted failover) {
            return new EventText(
                    "failover_completed",
                    failover.primary(),
                    Severity.WARNING,
                    failover.primary() + " is the primary now"
                            + (failover.timeline() == 0 ? "" : ", on timeline " + failover.timeline()),
                    Map.of("timeline", failover.timeline()));
        }
        if (event instanceof DatabaseEvent.HealthChanged change) {
            return healthChanged(change);
        }
        if (event instanceof DatabaseEvent.BackupCompleted backup) {
            return new EventText(
                    "backup_completed",
                    null,
                    Severity.INFO,
                    "Backup " + backup.id() + " was taken" + (backup.verified() ? " and verified by restoring it" : ""),
                    Map.of(
                            "backup", backup.id(),
                            "took_ms", backup.took().toMillis(),
                            "bytes", backup.bytes(),
                            "verified", backup.verified()));
        }
        if (event instanceof DatabaseEvent.BackupFailed backup) {
            return new EventText(
                    "backup_failed", null, Severity.ERROR, "A backup failed: " + shortened(backup.error()), Map.of());
        }
        if (event instanceof DatabaseEvent.Healed healed) {
            return new EventText(
                    "healed",
                    null,
                    Severity.INFO,
                    healed.database() + " could not be set up at first and works now, after " + healed.attempts()
                            + " attempts",
                    Map.of("attempts", healed.attempts()));
        }
        return null;
    }

    private static EventText healthChanged(DatabaseEvent.HealthChanged change) {
        String reason = change.error() == null ? "" : ": " + change.error();
        return new EventText(
                "health_changed",
                null,
                switch (change.now()) {
                    case HEALTHY -> Severity.INFO;
                    case DEGRADED, UNKNOWN -> Severity.WARNING;
                    case UNHEALTHY -> Severity.ERROR;
                },
                change.database() + " is " + change.now()
                        + (change.before() == HealthStatus.UNKNOWN ? "" : " and was " + change.before())
                        + reason,
                Map.of("before", change.before().toString(), "now", change.now().toString()));
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
