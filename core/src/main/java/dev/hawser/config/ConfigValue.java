package dev.hawser.config;

/**
 * One effective value and where it came from. Immutable.
 *
 * @param key the property's key, such as {@code pool.size}
 * @param text the value as it was given; {@link #toString()} masks it if it is secret
 * @param origin such as {@code environment DB_POOL_SIZE}, {@code hawser.yaml:12}, {@code default of postgresql}
 * @param secret whether it must not be printed
 */
public record ConfigValue(String key, String text, String origin, boolean secret) {

    /** The value as it may be printed. */
    public String printable() {
        return secret ? Secret.MASK : text;
    }

    @Override
    public String toString() {
        return key + " = " + printable() + " (" + origin + ")";
    }
}
