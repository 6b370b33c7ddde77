package dev.hawser.config;

import dev.hawser.Consistency;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns what a source holds for a property ({@code String}, {@code List<String>} or {@code Map<String, String>}) into a value. What does not fit is an
 * {@link IllegalArgumentException}; {@link #allowed} says what would.
 */
final class PropertyReader {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?\\d{1,12}");
    private static final Pattern DECIMAL_NUMBER =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern SIZE =
            Pattern.compile("(\\d{1,9})\\s*((?:[KM](?:i?B)?)|B?)", Pattern.CASE_INSENSITIVE);
    private static final int KEY_BYTES = 32;
    private static final Pattern BOUNDED = Pattern.compile("bounded[ :(]\\s*([^)]+?)\\)?");
    // A comma inside a URL separates its hosts; one before a scheme separates two URLs.
    private static final Pattern BETWEEN_URLS = Pattern.compile(",(?=\\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)+//)");

    private PropertyReader() {}

    static Object read(Property property, Object raw) {
        return switch (property.type()) {
            case TEXT -> matching(property, filled(text(raw)));
            case SECRET -> Secret.of(text(raw));
            case URL -> filled(text(raw));
            case URLS -> urls(raw);
            case HOSTS -> HostList.parse(raw instanceof List<?> list ? joined(list) : text(raw));
            case INTEGER -> integer(property, text(raw));
            case NUMBER -> number(property, text(raw));
            case BOOLEAN -> bool(text(raw));
            case DURATION -> duration(property, text(raw));
            case BYTES -> bytes(property, text(raw));
            case WEB_URL -> webUrl(filled(text(raw)));
            case WEBHOOK_URL -> webhook(filled(text(raw)));
            case ALERT_RULES -> rules(raw);
            case PEM -> filled(text(raw));
            case LIST -> list(property, raw);
            case MAP -> map(raw);
            case PATH -> path(filled(text(raw)));
            case SSL_MODE -> sslMode(text(raw));
            case CONSISTENCY -> consistency(text(raw));
            case READ_HOSTS -> constant(ReadHosts.class, text(raw));
            case ROUTING -> constant(Routing.class, text(raw));
            case CERTAINTY -> constant(Certainty.class, text(raw));
            case CHOICE -> choice(property, text(raw));
            case SCHEDULE -> BackupSchedule.parse(text(raw));
            case KEY -> key(text(raw));
        };
    }

    static String allowed(Property property) {
        String pattern = property.pattern();
        return switch (property.type()) {
            case TEXT -> pattern == null ? "a text that is not empty" : "a name that matches ^" + pattern + "$";
            case SECRET -> "a text";
            case URL -> "a URL such as postgresql://user@host:5432/database";
            case URLS -> "a list of URLs or hosts";
            case HOSTS -> "a host, host:port, or several with commas";
            case INTEGER -> "a whole number" + bounds(property);
            case NUMBER -> "a number" + bounds(property);
            case BOOLEAN -> "true or false";
            case DURATION ->
                "a duration such as 30s, 500ms or 1h" + bounds(property) + (mayBeZero(property) ? ", or off" : "")
                        + "; a bare number counts " + ("ms".equals(property.unit()) ? "milliseconds" : "seconds");
            case BYTES -> "a size such as 64KB" + bounds(property) + "; a bare number counts bytes";
            case WEB_URL -> "an address such as https://idp.example/keys";
            case WEBHOOK_URL -> "an address such as https://hooks.example/alerts, without a user";
            case ALERT_RULES ->
                "a list of rules, each a map such as {rule: replica-lag, threshold: 10s}; on one line rule=replica-lag threshold=10s, separated by ;";
            case PEM -> "PEM text, or the path of a file with it";
            case LIST -> pattern == null ? "a list" : "a list of names that match ^" + pattern + "$";
            case MAP -> "a map of names and values";
            case PATH -> "the path of a file";
            case SSL_MODE -> oneOf(SslMode.values());
            case CONSISTENCY -> "strong, eventual, or bounded with a duration such as bounded 5s";
            case READ_HOSTS -> oneOf(ReadHosts.values());
            case ROUTING -> oneOf(Routing.values());
            case CERTAINTY -> oneOf(Certainty.values());
            case CHOICE -> oneOf(property.choices().toArray());
            case SCHEDULE ->
                "a duration of 1m or more such as 24h, daily with a time such as daily 03:00, or weekly with a day and a time such as weekly sunday 03:00";
            case KEY -> KEY_BYTES + " bytes in base64, such as openssl rand -base64 " + KEY_BYTES + " prints";
        };
    }

    /** What a list holds; one text holds several, separated by commas. */
    static List<String> urls(Object raw) {
        if (raw instanceof List<?> list) {
            return list.stream()
                    .map(PropertyReader::text)
                    .map(PropertyReader::filled)
                    .toList();
        }
        String text = text(raw);
        Pattern separator = text.contains("://") ? BETWEEN_URLS : Pattern.compile(",");
        return separator
                .splitAsStream(text)
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }

    static Map<String, String> map(Object raw) {
        Map<String, String> result = new LinkedHashMap<>();
        if (raw instanceof Map<?, ?> map) {
            map.forEach((name, value) -> result.put(text(name), text(value)));
            return result;
        }
        for (String entry : text(raw).split(",")) {
            int equals = entry.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException();
            }
            result.put(
                    entry.substring(0, equals).strip(),
                    entry.substring(equals + 1).strip());
        }
        return result;
    }

    private static String bounds(Property property) {
        return property.min() == null ? "" : " from " + property.min() + " to " + property.max();
    }

    private static boolean mayBeZero(Property property) {
        return DurationText.parse(least(property), "s").isZero();
    }

    private static String text(Object raw) {
        if (raw instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException();
    }

    private static String filled(String text) {
        require(!text.isBlank());
        return text.strip();
    }

    private static String matching(Property property, String text) {
        String pattern = property.pattern();
        require(pattern == null || text.matches(pattern));
        return text;
    }

    private static String joined(List<?> list) {
        return String.join(",", list.stream().map(PropertyReader::text).toList());
    }

    private static Integer integer(Property property, String text) {
        require(WHOLE_NUMBER.matcher(text.strip()).matches());
        long number = Long.parseLong(text.strip());
        require(number >= Long.parseLong(least(property)) && number <= Long.parseLong(greatest(property)));
        return (int) number;
    }

    private static Double number(Property property, String text) {
        require(DECIMAL_NUMBER.matcher(text.strip()).matches()); // Java itself reads 10d as 10
        double number = Double.parseDouble(text.strip());
        require(number >= Double.parseDouble(least(property)) && number <= Double.parseDouble(greatest(property)));
        return number;
    }

    private static Boolean bool(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw new IllegalArgumentException();
        };
    }

    /** "off" means zero, and so is allowed where zero is. */
    private static Duration duration(Property property, String text) {
        String span = text.strip().equalsIgnoreCase("off") ? "0s" : text;
        Duration duration = DurationText.parse(span, Objects.requireNonNull(property.unit()));
        require(duration.compareTo(DurationText.parse(least(property), "s")) >= 0);
        require(duration.compareTo(DurationText.parse(greatest(property), "s")) <= 0);
        return duration;
    }

    private static Integer bytes(Property property, String text) {
        long bytes = bytes(text);
        require(bytes >= bytes(least(property)) && bytes <= bytes(greatest(property)));
        return Math.toIntExact(bytes);
    }

    private static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        require(matcher.matches());
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
            case "K", "KB", "KIB" -> number * 1024;
            case "M", "MB", "MIB" -> number * 1024 * 1024;
            default -> number;
        };
    }

    private static URI webUrl(String text) {
        URI uri = URI.create(text);
        require(uri.getHost() != null && List.of("http", "https").contains(String.valueOf(uri.getScheme())));
        return uri;
    }

    private static URI webhook(String text) {
        URI uri = webUrl(text);
        require(uri.getRawUserInfo() == null);
        return uri;
    }

    private static List<String> rules(Object raw) {
        return raw instanceof List<?> list
                ? list.stream().map(PropertyReader::text).toList()
                : Arrays.stream(text(raw).split(";"))
                        .map(String::strip)
                        .filter(rule -> !rule.isEmpty())
                        .toList();
    }

    private static List<String> list(Property property, Object raw) {
        List<String> texts = raw instanceof List<?> list
                ? list.stream().map(PropertyReader::text).toList()
                : Arrays.stream(text(raw).split(",")).map(String::strip).toList();
        texts.forEach(text -> matching(property, text));
        return texts;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static SslMode sslMode(String text) {
        return constant(SslMode.class, text);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        return Enum.valueOf(type, text.strip().toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static Enum<?> choice(Property property, String text) {
        String name = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        for (Enum<?> choice : property.choices()) {
            if (choice.name().equals(name)) {
                return choice;
            }
        }
        throw new IllegalArgumentException();
    }

    private static Secret key(String text) {
        String key = text.strip();
        require(Base64.getDecoder().decode(key).length == KEY_BYTES);
        return Secret.of(key);
    }

    private static String oneOf(Object[] constants) {
        return "one of " + Arrays.stream(constants).map(Object::toString).collect(Collectors.joining(", "));
    }

    private static Consistency consistency(String text) {
        String form = text.strip().toLowerCase(Locale.ROOT);
        Matcher bounded = BOUNDED.matcher(form);
        if (bounded.matches()) {
            return Consistency.bounded(DurationText.parse(bounded.group(1), "s"));
        }
        return switch (form) {
            case "strong" -> Consistency.STRONG;
            case "eventual" -> Consistency.EVENTUAL;
            default -> throw new IllegalArgumentException();
        };
    }

    private static String least(Property property) {
        return Objects.requireNonNull(property.min());
    }

    private static String greatest(Property property) {
        return Objects.requireNonNull(property.max());
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException();
        }
    }
}
