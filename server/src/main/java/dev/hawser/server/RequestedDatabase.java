package dev.hawser.server;

import dev.hawser.Database;
import dev.hawser.DatabaseManager;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.NoSuchDatabaseException;
import io.javalin.http.Context;

/** Which database a request is about: the one its path names, or else the default one. */
final class RequestedDatabase {

    static final String NAME = "name";

    private RequestedDatabase() {}

    /**
     * Its name, which may be one that nobody has.
     *
     * @throws NoSuchDatabaseException if the path has none and there is no default
     */
    static String name(DatabaseManager databases, Context context) {
        String named = context.pathParamMap().get(NAME);
        if (named != null) {
            return named;
        }
        return databases
                .config()
                .defaultDatabase()
                .map(DatabaseConfig::name)
                .orElseThrow(() -> new NoSuchDatabaseException("no database is the default one; ask for one of "
                        + databases.names() + " under /api/databases/{name}"));
    }

    /**
     * The database.
     *
     * @throws NoSuchDatabaseException if there is none of this name, or no default
     * @throws dev.hawser.error.DatabaseException why it could not be set up, while that lasts
     */
    static Database of(DatabaseManager databases, Context context) {
        return databases.database(name(databases, context));
    }
}
