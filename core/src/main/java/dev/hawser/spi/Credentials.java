package dev.hawser.spi;

import dev.hawser.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Who connects. It prints without its secret. Immutable.
 *
 * @param user null for the one that is configured
 * @param password null for none
 * @param version raise it to retire connections that were opened with older ones; it never falls
 */
public record Credentials(@Nullable String user, @Nullable Secret password, long version) {}
