package dev.hawser.config;

import java.util.List;
import java.util.Map;

/**
 * What a hosting provider or an external pooler needs, found by host name. Immutable.
 *
 * @param name such as {@code neon}
 * @param hostPatterns host names it applies to, where {@code *} stands for any text; with {@code :port} behind it, at that port only
 * @param startupOptions whether options may be sent when a connection starts; poolers in transaction mode refuse or ignore them
 * @param sessionState whether a server session belongs to one connection; false behind a pooler in transaction mode, where settings and locks of a
 *     session must not be relied on
 * @param settings defaults that it changes, by key
 * @param source the provider's page that says so
 */
public record Provider(
        String name,
        List<String> hostPatterns,
        boolean startupOptions,
        boolean sessionState,
        Map<String, String> settings,
        String source) {

    /** No preset: a server that is what it seems. */
    public static final Provider NONE = new Provider("none", List.of(), true, true, Map.of(), "");

    public Provider {
        hostPatterns = List.copyOf(hostPatterns);
        settings = Map.copyOf(settings);
    }
}
