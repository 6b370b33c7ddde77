package dev.hawser.testkit;

import dev.hawser.Database;
import dev.hawser.config.DatabaseOptions;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * A server that offers TLS, and one that does not. Immutable.
 *
 * @param options a database on the one that offers it, at an address that its certificate names
 * @param certificate what signed its certificate (PEM)
 * @param plain a database on the one that does not
 * @param encrypted asks the server whether the connection that is used now is encrypted
 */
public record TlsServer(
        DatabaseOptions options, Path certificate, DatabaseOptions plain, Predicate<Database> encrypted) {}
