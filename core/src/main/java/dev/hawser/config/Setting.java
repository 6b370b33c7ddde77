package dev.hawser.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What one source says of one property. Immutable.
 *
 * @param raw a {@code String}, {@code List<String>} or {@code Map<String, String>}
 * @param shown the text for messages before it is masked; a placeholder stays a placeholder here, since what it stands for may be a secret
 * @param template whether placeholders in it are still to be replaced
 */
record Setting<P extends Property>(P property, Object raw, Object shown, String origin, boolean template) {

    /** What may be secret in the address of a service: user and password, and the query. */
    private static final Pattern WEB_CREDENTIALS = Pattern.compile("(?<=://)[^/@]*(?=@)|(?<=\\?).+");

    /** What follows the place of an address, and a user before it. */
    private static final Pattern WEB_PLACE = Pattern.compile("(?<=://)[^/@]*(?=@)|(?<=[^/:])[/?#].*");

    static <P extends Property> Setting<P> of(P property, Object raw, String origin) {
        return new Setting<>(property, raw, raw, origin, false);
    }

    /** A value that may hold placeholders. */
    static <P extends Property> Setting<P> template(P property, Object raw, String origin) {
        return new Setting<>(property, raw, raw, origin, true);
    }

    /** This one with its placeholders replaced. */
    Setting<P> filled(Object raw) {
        return new Setting<>(property, raw, shown, origin, false);
    }

    /** How it begins in a message: {@code pool.size = abc (hawser.yaml:12)}. */
    String described() {
        return property.key() + " = " + printable(shown) + " (" + origin + ")";
    }

    /** The value as it is kept for the user to look at; a password stays as it is and is marked instead. */
    ConfigValue value() {
        String text = property.secret() ? plain(raw) : printable(raw);
        return new ConfigValue(property.key(), text, origin, property.secret());
    }

    private String printable(Object value) {
        return switch (property.type()) {
            case SECRET, KEY -> Secret.MASK;
            case MAP -> value instanceof Map<?, ?> map ? printable(map) : Secret.MASK;
            case URLS ->
                value instanceof List<?> list
                        ? list.stream().map(url -> safe(plain(url))).collect(Collectors.joining(", "))
                        : safe(plain(value));
            case URL -> value instanceof DatabaseUrl ? plain(value) : DatabaseUrl.redact(plain(value));
            case WEB_URL -> WEB_CREDENTIALS.matcher(plain(value)).replaceAll(Secret.MASK);
            case WEBHOOK_URL -> WEB_PLACE.matcher(plain(value)).replaceAll(Secret.MASK);
            case PEM -> plain(value).contains("-----BEGIN") ? Secret.MASK : plain(value);
            case TEXT,
                    HOSTS,
                    INTEGER,
                    NUMBER,
                    BOOLEAN,
                    DURATION,
                    BYTES,
                    ALERT_RULES,
                    LIST,
                    PATH,
                    SSL_MODE,
                    CONSISTENCY,
                    READ_HOSTS,
                    ROUTING,
                    CERTAINTY,
                    CHOICE,
                    SCHEDULE -> safe(plain(value));
        };
    }

    /** A URL may stand where it does not belong. */
    private static String safe(String text) {
        return text.contains("://") || text.contains("@") ? DatabaseUrl.redact(text) : text;
    }

    /** What is passed to a driver may be a secret of a kind that only the driver knows. */
    private static String printable(Map<?, ?> properties) {
        return properties.entrySet().stream()
                .map(entry ->
                        entry.getKey() + "=" + (isHarmless(plain(entry.getKey())) ? entry.getValue() : Secret.MASK))
                .collect(Collectors.joining(", "));
    }

    private static boolean isHarmless(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return List.of("pass", "pwd", "secret", "token", "key", "credential").stream()
                .noneMatch(lower::contains);
    }

    private static String plain(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : String.valueOf(value);
    }
}
