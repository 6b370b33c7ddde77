package dev.hawser.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The one table of what alerts can be about. Their conditions are the server's; what can be set of them, and to what, is here. */
public enum AlertRule {
    /** {@code database-unhealthy}. */
    DATABASE_UNHEALTHY(
            AlertSeverity.CRITICAL,
            "10s",
            AlertThreshold.NONE,
            AlertThreshold.NONE,
            AlertThreshold.NONE,
            "The database does not work."),
    /** {@code primary-lost}. */
    PRIMARY_LOST(
            AlertSeverity.CRITICAL,
            "5s",
            AlertThreshold.NONE,
            AlertThreshold.NONE,
            AlertThreshold.NONE,
            "No host takes writes. Not asked of a database that is `readonly`."),
    /** {@code host-down}. */
    HOST_DOWN(
            AlertSeverity.WARNING,
            "30s",
            AlertThreshold.NONE,
            AlertThreshold.NONE,
            AlertThreshold.NONE,
            "A host gives no answer."),
    /** {@code host-fenced}. */
    HOST_FENCED(
            AlertSeverity.CRITICAL,
            "5s",
            AlertThreshold.NONE,
            AlertThreshold.NONE,
            AlertThreshold.NONE,
            "A host answers and must not be used: it claims to be the primary while another is, or belongs to another cluster."),
    /** {@code pool-exhausted}. */
    POOL_EXHAUSTED(
            AlertSeverity.CRITICAL,
            "10s",
            AlertThreshold.count(1),
            AlertThreshold.count(1),
            AlertThreshold.count(1_000_000),
            "Every connection that a host's pool may have is lent, and this many callers wait."),
    /** {@code pool-saturated}. */
    POOL_SATURATED(
            AlertSeverity.WARNING,
            "1m",
            AlertThreshold.share(0.9),
            AlertThreshold.share(0.01),
            AlertThreshold.share(1),
            "This share of the connections that a host's pool may have is lent. Not asked of a pool of one."),
    /** {@code saturation-forecast}. */
    SATURATION_FORECAST(
            AlertSeverity.WARNING,
            "30s",
            AlertThreshold.time(Duration.ofMinutes(10)),
            AlertThreshold.time(Duration.ofMinutes(1)),
            AlertThreshold.time(Duration.ofHours(1)),
            "The use of a host's pool rises such that it will be exhausted within this time. Not asked of a pool of one."),
    /** {@code replica-lag}. */
    REPLICA_LAG(
            AlertSeverity.WARNING,
            "30s",
            AlertThreshold.time(Duration.ofSeconds(30)),
            AlertThreshold.time(Duration.ofMillis(1)),
            AlertThreshold.time(Duration.ofDays(1)),
            "A replica is this far behind its primary."),
    /** {@code error-rate}. */
    ERROR_RATE(
            AlertSeverity.WARNING,
            "30s",
            AlertThreshold.share(0.05),
            AlertThreshold.share(0.0001),
            AlertThreshold.share(1),
            "This share of the statements of the last minute failed, and at least 10 of them.");

    /** How long the condition of a rule must have passed before its alert ends, if nothing else is said. */
    public static final Duration DEFAULT_KEEP = Duration.ofMinutes(1);

    private final AlertSeverity severity;
    private final Duration after;
    private final AlertThreshold threshold;
    private final AlertThreshold min;
    private final AlertThreshold max;
    private final String description;

    AlertRule(
            AlertSeverity severity,
            String after,
            AlertThreshold threshold,
            AlertThreshold min,
            AlertThreshold max,
            String description) {
        this.severity = severity;
        this.after = DurationText.parse(after, "s");
        this.threshold = threshold;
        this.min = min;
        this.max = max;
        this.description = description;
    }

    /** The name that a file and JSON carry, such as {@code replica-lag}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How much it matters if nothing else is said. */
    public AlertSeverity severity() {
        return severity;
    }

    /** How long its condition must hold before there is an alert, if nothing else is said. */
    public Duration after() {
        return after;
    }

    /** Where something begins to be wrong if nothing else is said. */
    public AlertThreshold threshold() {
        return threshold;
    }

    /** The smallest threshold that is allowed. */
    public AlertThreshold min() {
        return min;
    }

    /** The largest threshold that is allowed. */
    public AlertThreshold max() {
        return max;
    }

    /** What it tells, in a sentence. */
    public String description() {
        return description;
    }

    /** The rule with this key; empty if there is none. */
    public static Optional<AlertRule> of(String key) {
        String normal = Spelling.normalise(key);
        for (AlertRule rule : values()) {
            if (Spelling.normalise(rule.key()).equals(normal)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }
}
