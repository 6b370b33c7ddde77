package dev.hawser.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes one checked {@link AlertsConfig} of what is in effect. */
final class AlertsAssembly {

    private AlertsAssembly() {}

    /**
     * The configuration; null if there are problems.
     *
     * @param databases the names of those there are
     */
    static @Nullable AlertsConfig config(Settings<AlertProperty> settings, Set<String> databases, Problems problems) {
        if (problems.count() > 0) {
            return null;
        }
        List<AlertRuleConfig> rules = rules(settings, databases, problems);
        checkUrl(settings, problems);
        if (problems.count() > 0) {
            return null;
        }
        return new AlertsConfig(
                rules,
                settings.duration(AlertProperty.REPEAT),
                settings.integer(AlertProperty.FLAPPING_CHANGES),
                settings.duration(AlertProperty.FLAPPING_WINDOW),
                webhook(settings),
                settings.values());
    }

    private static List<AlertRuleConfig> rules(
            Settings<AlertProperty> settings, Set<String> databases, Problems problems) {
        List<AlertRuleConfig> rules = new ArrayList<>();
        Setting<AlertProperty> given = settings.find(AlertProperty.RULES);
        if (given == null) {
            return rules;
        }
        for (String text : settings.texts(AlertProperty.RULES)) {
            String place = AlertProperty.SECTION + ": rules (" + given.origin() + "), \"" + text + "\": ";
            try {
                rules.add(AlertRuleText.parse(text, databases));
            } catch (IllegalArgumentException wrong) {
                problems.add(place + wrong.getMessage());
            }
        }
        return rules;
    }

    private static void checkUrl(Settings<AlertProperty> settings, Problems problems) {
        Setting<AlertProperty> url = settings.find(AlertProperty.WEBHOOK_URL);
        if (url == null
                || settings.flag(AlertProperty.WEBHOOK_ALLOW_PLAIN_HTTP)
                || WebhookConfig.isPrivate(settings.required(AlertProperty.WEBHOOK_URL, URI.class))) {
            return;
        }
        problems.add(AlertProperty.SECTION + ": " + url.described()
                + ": expected https, since everybody on the way to another machine can read http; "
                + AlertProperty.WEBHOOK_ALLOW_PLAIN_HTTP + " allows it");
    }

    private static @Nullable WebhookConfig webhook(Settings<AlertProperty> settings) {
        URI url = settings.optional(AlertProperty.WEBHOOK_URL, URI.class);
        return url == null
                ? null
                : new WebhookConfig(
                        url,
                        settings.optional(AlertProperty.WEBHOOK_SECRET, Secret.class),
                        settings.duration(AlertProperty.WEBHOOK_TIMEOUT),
                        settings.flag(AlertProperty.WEBHOOK_ALLOW_PLAIN_HTTP));
    }
}
