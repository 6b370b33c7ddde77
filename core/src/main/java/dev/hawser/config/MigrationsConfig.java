package dev.hawser.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a database is migrated. Immutable.
 *
 * @param locations where its migrations are: {@code dir}, {@code filesystem:dir} or {@code classpath:dir}
 * @param onStart what is done about them at set-up
 * @param table the table, or collection, that keeps the history
 * @param outOfOrder whether a version may be applied after a higher one was
 * @param lockTimeout how long to wait while another process migrates
 * @param placeholders what stands for <code>${name}</code> in scripts; if there are none, nothing is replaced
 * @param backup the backup that is needed before a run in production
 * @param backupMaxAge how old that backup may be
 */
public record MigrationsConfig(
        List<String> locations,
        MigrationsOnStart onStart,
        String table,
        boolean outOfOrder,
        Duration lockTimeout,
        Map<String, String> placeholders,
        MigrationBackup backup,
        Duration backupMaxAge) {

    public MigrationsConfig {
        locations = List.copyOf(locations);
        placeholders = Map.copyOf(placeholders);
    }
}
