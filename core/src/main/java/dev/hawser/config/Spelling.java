package dev.hawser.config;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds properties of databases by what people write: {@code pool.size}, {@code pool_size}, {@code poolSize} and {@code POOL_SIZE} are one key. */
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
        return Databases.TABLE.find(spelling);
    }

    /** Whether this is the first part of a database's key with a dot. */
    static boolean isGroup(String text) {
        return Databases.TABLE.isGroup(text);
    }

    /** What to say of a key that does not exist. */
    static String unknownKey(String spelling) {
        String successor = REMOVED.get(normalise(spelling));
        return successor != null
                ? "this key no longer exists; use " + successor
                : "unknown key; the nearest is " + Databases.TABLE.nearest(spelling);
    }

    /** Apart, so that it is built after the enum it reads. */
    private static final class Databases {
        static final PropertyTable<ConfigProperty> TABLE = new PropertyTable<>(ConfigProperty.class);
    }
}
