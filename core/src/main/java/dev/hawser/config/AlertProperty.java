package dev.hawser.config;

import static dev.hawser.config.PropertyDefinition.duration;
import static dev.hawser.config.PropertyDefinition.integer;
import static dev.hawser.config.PropertyDefinition.property;

/** The table of what can be configured for alerts, under the top key {@code alerts}. */
public enum AlertProperty implements Property {
    /** {@code rules}. */
    RULES(
            property("rules", PropertyType.ALERT_RULES)
                    .defaultNote("every rule as its table has it")
                    .describedAs(
                            "Rules that differ from their table: a list of maps with the keys rule, databases, enabled, threshold, for, keep and severity. Of several for one database the last holds, as a whole.")),
    /** {@code repeat}. */
    REPEAT(duration("repeat", "s", "0s", "24d")
            .otherwise("4h")
            .describedAs("How often an alert that goes on is told again; 0 for never.")),
    /** {@code flapping.changes}. */
    FLAPPING_CHANGES(
            integer("flapping.changes", 1, 1000)
                    .otherwise("4")
                    .describedAs(
                            "How often an alert may begin and end within flapping.window. One that does so more often goes on, untold, until that long has passed without its condition.")),
    /** {@code flapping.window}. */
    FLAPPING_WINDOW(duration("flapping.window", "s", "1m", "24h")
            .otherwise("15m")
            .describedAs("The time in which flapping.changes are counted.")),
    /** {@code webhook.url}. */
    WEBHOOK_URL(
            property("webhook.url", PropertyType.WEBHOOK_URL)
                    .defaultNote("none: alerts go to the log alone")
                    .describedAs(
                            "Where alerts are sent to: https, or http on this machine. Its path and query may be secret and are never printed.")),
    /** {@code webhook.secret}. */
    WEBHOOK_SECRET(property("webhook.secret", PropertyType.SECRET)
            .defaultNote("none: not signed")
            .describedAs("What deliveries are signed with (HMAC-SHA256). It is never printed.")),
    /** {@code webhook.timeout}. */
    WEBHOOK_TIMEOUT(duration("webhook.timeout", "s", "100ms", "1m")
            .otherwise("5s")
            .describedAs("How long one attempt to deliver may take.")),
    /** {@code webhook.allow-plain-http}. */
    WEBHOOK_ALLOW_PLAIN_HTTP(property("webhook.allow-plain-http", PropertyType.BOOLEAN)
            .otherwise("false")
            .describedAs("Whether webhook.url may be http on another machine: everybody on the way can read it."));

    /** The top key. */
    public static final String SECTION = "alerts";

    private final PropertyDefinition definition;

    AlertProperty(PropertyDefinition definition) {
        this.definition = definition;
    }

    @Override
    public PropertyDefinition definition() {
        return definition;
    }

    @Override
    public String toString() {
        return definition.key;
    }
}
