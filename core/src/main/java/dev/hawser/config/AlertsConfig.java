package dev.hawser.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the server watches for, and who is told. Immutable.
 *
 * @param rules those that were given, in their order: for each database, the last one of a rule that concerns it holds, as a whole; a rule that none concerns is as its
 *     table has it
 * @param repeat how often an alert that goes on is told again; zero for never
 * @param flappingChanges how often an alert may begin and end within {@code flappingWindow}; one that does so more often is held until the window passed without its condition
 * @param webhook where alerts are sent to; null for nowhere
 * @param values every value in effect and where it came from, by key
 */
public record AlertsConfig(
        List<AlertRuleConfig> rules,
        Duration repeat,
        int flappingChanges,
        Duration flappingWindow,
        @Nullable WebhookConfig webhook,
        Map<String, ConfigValue> values) {

    /** Every rule as its table has it, told to the log alone. */
    public static final AlertsConfig DEFAULTS =
            new AlertsConfig(List.of(), Duration.ofHours(4), 4, Duration.ofMinutes(15), null, Map.of());

    public AlertsConfig {
        rules = List.copyOf(rules);
    }

    /** The rules that are applied to a database. */
    public List<AlertRuleConfig> rulesFor(String database) {
        List<AlertRuleConfig> applied = new ArrayList<>();
        for (AlertRule rule : AlertRule.values()) {
            AlertRuleConfig last = AlertRuleConfig.of(rule);
            for (AlertRuleConfig given : rules) {
                if (given.rule() == rule && given.concerns(database)) {
                    last = given;
                }
            }
            if (last.enabled()) {
                applied.add(last);
            }
        }
        return List.copyOf(applied);
    }
}
