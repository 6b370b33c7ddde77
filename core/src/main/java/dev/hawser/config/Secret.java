package dev.hawser.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A password or key. It prints as {@code ******} wherever it goes; {@link #reveal()} is the only way to the text. Immutable. */
public final class Secret {

    /** What every secret prints as. */
    public static final String MASK = "******";

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /** A secret with this text. */
    public static Secret of(String text) {
        return new Secret(text);
    }

    /** The text itself, for the driver and nothing else. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), secret.text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
