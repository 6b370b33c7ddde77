package dev.hawser.spi;

import dev.hawser.Database;
import dev.hawser.config.DatabaseConfig;

/**
 * A database that is open, and how it is configured. Immutable.
 *
 * @param config its configuration, with the profile
 * @param database as an application has it: a {@link dev.hawser.SqlDatabase}, or a {@link dev.hawser.DocumentDatabase}
 */
public record OpenDatabase(DatabaseConfig config, Database database) {}
