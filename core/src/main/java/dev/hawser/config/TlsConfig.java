package dev.hawser.config;

import java.nio.file.Path;

/**
 * The files of a server's TLS, in PEM. They are read again when they change. Immutable.
 *
 * @param certificate the certificate, then those that lead to its root
 * @param key the certificate's private key
 */
public record TlsConfig(Path certificate, Path key) {}
