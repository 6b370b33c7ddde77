package dev.hawser.spi;

import dev.hawser.Database;
import dev.hawser.DatabaseManager;
import dev.hawser.config.DatabaseConfig;

/**
 * A database that is open, and how it is configured. Immutable.
 *
 * @param config its configuration, with the profile
 * @param database as an application has it: a {@link dev.hawser.SqlDatabase}, or a {@link dev.hawser.DocumentDatabase}
 */
public record OpenDatabase(DatabaseConfig config, Database database) {

    /**
     * A database of a manager. Does not block.
     *
     * @throws dev.hawser.error.NoSuchDatabaseException if none has this name
     * @throws dev.hawser.error.DatabaseException the reason why it could not be set up, while that lasts
     */
    public static OpenDatabase of(DatabaseManager manager, String name) {
        Database database = manager.database(name); // says which there are, if there is none of this name
        DatabaseConfig config = manager.config().databases().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        return new OpenDatabase(config, database);
    }
}
