package dev.hawser.migrations;

import dev.hawser.Database;
import java.sql.Connection;

/** What a step in Java works on. For one thread, and only until the step returns. */
public interface MigrationContext {

    /** The database that is migrated. Work done through it does not belong to the migration's transaction. */
    Database database();

    /**
     * The connection that the migration runs on, in its transaction if it has one. It must be neither closed nor committed.
     *
     * @throws UnsupportedOperationException if the database has no SQL
     */
    Connection connection();
}
