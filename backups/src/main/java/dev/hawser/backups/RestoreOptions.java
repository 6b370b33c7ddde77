package dev.hawser.backups;

import dev.hawser.DatabaseManager;
import dev.hawser.spi.OpenDatabase;
import org.jspecify.annotations.Nullable;

/**
 * Where a backup is restored to. Immutable.
 *
 * @param target the database; null for the one that the backup is of
 * @param force whether what is there goes; without it a database that holds anything is refused
 */
public record RestoreOptions(@Nullable OpenDatabase target, boolean force) {

    /** Into the database that the backup is of, if it is empty. */
    public static final RestoreOptions DEFAULT = new RestoreOptions(null, false);

    /** Into another database. */
    public RestoreOptions into(OpenDatabase other) {
        return new RestoreOptions(other, force);
    }

    /** Into another database of the manager. */
    public RestoreOptions into(DatabaseManager manager, String name) {
        return into(OpenDatabase.of(manager, name));
    }

    /** Over whatever is there. */
    public RestoreOptions overwriting() {
        return new RestoreOptions(target, true);
    }
}
