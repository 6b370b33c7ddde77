package dev.hawser.config;

import dev.hawser.spi.NearestName;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds properties by what people write: {@code pool.size}, {@code pool_size}, {@code poolSize} and {@code POOL_SIZE} are one key. */
final class Spelling {

    /** Keys of earlier systems that have no direct successor, and what to use. */
    private static final Map<String, String> REMOVED = Map.of(
            "autoreconnect", "retry.max-retries (0 for no retries)",
            "driver", "type, and properties for what the driver is told",
            "highavailability", "replicas",
            "checksamethread", "nothing: any thread may use a database",
            "poolresetonreturn", "nothing: the session is always reset",
            "pooluselifo", "nothing: idle connections are always reused last in, first out");

    private Spelling() {}

    /** Only letters and digits count, and their case does not. */
    static String normalise(String text) {
        StringBuilder result = new StringBuilder(text.length());
        text.chars().filter(Character::isLetterOrDigit).forEach(c -> result.append((char) c));
        return result.toString().toLowerCase(Locale.ROOT);
    }

    /** How a database's name reads inside an environment variable: {@code order-items} is {@code ORDER_ITEMS}. */
    static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    static @Nullable ConfigProperty property(String spelling) {
        return Table.BY_SPELLING.get(normalise(spelling));
    }

    /** What to say of a key that does not exist. */
    static String unknownKey(String spelling) {
        String normal = normalise(spelling);
        String successor = REMOVED.get(normal);
        return successor != null
                ? "this key no longer exists; use " + successor
                : "unknown key; the nearest is " + nearest(normal);
    }

    private static String nearest(String normal) {
        String spelling = NearestName.to(normal, Table.BY_SPELLING.keySet());
        return Objects.requireNonNull(Table.BY_SPELLING.get(spelling)).key();
    }

    /** Apart, so that it is built after the enum it reads. */
    private static final class Table {

        static final Map<String, ConfigProperty> BY_SPELLING = new LinkedHashMap<>();

        static {
            for (ConfigProperty property : ConfigProperty.values()) {
                add(property.key(), property);
                property.aliases().forEach(alias -> add(alias, property));
            }
        }

        private static void add(String spelling, ConfigProperty property) {
            ConfigProperty other = BY_SPELLING.putIfAbsent(normalise(spelling), property);
            if (other != null) {
                throw new IllegalStateException(spelling + " means both " + other + " and " + property);
            }
        }
    }
}
