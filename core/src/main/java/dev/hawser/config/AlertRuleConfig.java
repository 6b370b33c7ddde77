package dev.hawser.config;

import java.time.Duration;
import java.util.List;

/**
 * A rule as it is to be applied to some databases. Immutable.
 *
 * @param databases their names; empty for all
 * @param enabled whether it is applied at all
 * @param threshold where something begins to be wrong, in the rule's own unit
 * @param after how long that must last before there is an alert; zero for at once ({@code for} in a file)
 * @param keep how long it must have passed before the alert ends
 */
public record AlertRuleConfig(
        AlertRule rule,
        List<String> databases,
        boolean enabled,
        AlertThreshold threshold,
        Duration after,
        Duration keep,
        AlertSeverity severity) {

    public AlertRuleConfig {
        databases = List.copyOf(databases);
        if (threshold.unit() != rule.threshold().unit()) {
            throw new IllegalArgumentException(
                    rule.key() + ": a threshold such as " + rule.threshold() + " is needed, not " + threshold);
        }
    }

    /** The rule as it is if nothing is said, for all databases. */
    public static AlertRuleConfig of(AlertRule rule) {
        return new AlertRuleConfig(
                rule, List.of(), true, rule.threshold(), rule.after(), AlertRule.DEFAULT_KEEP, rule.severity());
    }

    /** Whether it speaks of the database. */
    public boolean concerns(String database) {
        return databases.isEmpty() || databases.contains(database);
    }
}
