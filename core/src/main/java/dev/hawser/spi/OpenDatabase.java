package dev.hawser.spi;

import dev.hawser.Database;
import dev.hawser.config.DatabaseConfig;

/** A database that is open, and how it is configured. Immutable. */
public record OpenDatabase(DatabaseConfig config, Database database) {}
