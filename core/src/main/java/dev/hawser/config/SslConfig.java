package dev.hawser.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Encryption. Immutable.
 *
 * @param mode the least that is accepted
 * @param rootCert the file of trusted certificates (PEM); null for the engine's own default
 */
public record SslConfig(SslMode mode, @Nullable Path rootCert) {}
