package dev.hawser.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A rule on one line, as variables and code have it: {@code rule=replica-lag threshold=10s databases=orders,shop}. A file has a map with the same keys. */
final class AlertRuleText {

    private static final Set<String> KEYS =
            Set.of("rule", "databases", "enabled", "threshold", "for", "keep", "severity");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,6})?");
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Map<String, String> values;

    private AlertRuleText(Map<String, String> values) {
        this.values = values;
    }

    /** The line of what a file says. White space inside values says nothing. */
    static String of(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().replaceAll("\\s", ""))
                .collect(Collectors.joining(" "));
    }

    /**
     * The rule, with the defaults of its table for what is not said.
     *
     * @throws IllegalArgumentException that says what is wrong, and what is allowed
     */
    static AlertRuleConfig parse(String text, Set<String> databases) {
        AlertRuleText given = new AlertRuleText(values(text));
        AlertRule rule = given.rule();
        return new AlertRuleConfig(
                rule,
                given.databases(databases),
                given.enabled(),
                given.threshold(rule),
                given.duration("for", rule.after()),
                given.duration("keep", AlertRule.DEFAULT_KEEP),
                given.severity(rule));
    }

    private static Map<String, String> values(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : text.strip().split("\\s+")) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals).toLowerCase(Locale.ROOT);
            if (equals < 0 || !KEYS.contains(key)) {
                throw new IllegalArgumentException(key + ": expected "
                        + KEYS.stream().sorted().collect(Collectors.joining(", ")) + ", each with a value");
            }
            if (values.put(key, part.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(key + " is given twice");
            }
        }
        return values;
    }

    private AlertRule rule() {
        String name = values.getOrDefault("rule", "");
        return AlertRule.of(name)
                .orElseThrow(() -> wrong(
                        "rule",
                        "one of "
                                + Arrays.stream(AlertRule.values())
                                        .map(AlertRule::key)
                                        .collect(Collectors.joining(", "))));
    }

    private List<String> databases(Set<String> known) {
        String text = values.getOrDefault("databases", "");
        List<String> names =
                Arrays.stream(text.split(",")).filter(name -> !name.isEmpty()).toList();
        if (!known.containsAll(names)) {
            throw wrong("databases", "some of " + String.join(", ", known));
        }
        return names;
    }

    private boolean enabled() {
        return switch (values.getOrDefault("enabled", "true").toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw wrong("enabled", "true or false");
        };
    }

    private AlertSeverity severity(AlertRule rule) {
        String text = values.getOrDefault("severity", rule.severity().toString());
        for (AlertSeverity severity : AlertSeverity.values()) {
            if (severity.toString().equalsIgnoreCase(text)) {
                return severity;
            }
        }
        throw wrong("severity", "warning or critical");
    }

    private Duration duration(String key, Duration otherwise) {
        String text = values.get(key);
        if (text == null) {
            return otherwise;
        }
        try {
            Duration duration = DurationText.parse(text, "s");
            if (duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (IllegalArgumentException notADuration) {
            throw wrong(key, "a duration from 0s to 1d");
        }
        throw wrong(key, "a duration from 0s to 1d");
    }

    private AlertThreshold threshold(AlertRule rule) {
        String text = values.get("threshold");
        if (text == null) {
            return rule.threshold();
        }
        AlertThreshold.Unit unit = rule.threshold().unit();
        String allowed = allowed(rule);
        double value = switch (unit) {
            case NONE -> throw wrong("threshold", allowed);
            case COUNT -> number(text, allowed);
            case SHARE ->
                text.endsWith("%")
                        ? number(text.substring(0, text.length() - 1), allowed) / 100
                        : number(text, allowed);
            case TIME -> seconds(text, allowed);
        };
        boolean whole = unit != AlertThreshold.Unit.COUNT || value == Math.rint(value);
        if (!whole || value < rule.min().value() || value > rule.max().value()) {
            throw wrong("threshold", allowed);
        }
        return new AlertThreshold(unit, value);
    }

    private static String allowed(AlertRule rule) {
        String bounds = " from " + rule.min() + " to " + rule.max();
        return switch (rule.threshold().unit()) {
            case NONE -> "none: " + rule.key() + " has no threshold";
            case COUNT -> "a whole number" + bounds;
            case SHARE -> "a share" + bounds;
            case TIME -> "a duration" + bounds;
        };
    }

    private double number(String text, String allowed) {
        if (!NUMBER.matcher(text).matches()) {
            throw wrong("threshold", allowed);
        }
        return Double.parseDouble(text);
    }

    private double seconds(String text, String allowed) {
        try {
            return DurationText.parse(text, "s").toNanos() / 1e9;
        } catch (IllegalArgumentException | ArithmeticException notADuration) {
            throw wrong("threshold", allowed);
        }
    }

    private IllegalArgumentException wrong(String key, String expected) {
        return new IllegalArgumentException(key + " = " + values.getOrDefault(key, "") + ": expected " + expected);
    }
}
