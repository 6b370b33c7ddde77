package dev.hawser.migrations;

import dev.hawser.Database;
import dev.hawser.SqlDatabase;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.Profile;
import dev.hawser.spi.BackupService;
import dev.hawser.spi.CommandDatabase;
import dev.hawser.spi.OpenDatabase;
import dev.hawser.spi.Ticker;
import dev.hawser.spi.jdbc.SqlDialect;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that migrations of one database go by. Immutable. */
record Settings(
        OpenDatabase open,
        List<String> locations,
        ClassLoader loader,
        List<MigrationStep> steps,
        String table,
        boolean outOfOrder,
        Map<String, String> placeholders,
        Duration lockTimeout,
        MigrationListener listener,
        List<MigrationHook> before,
        List<MigrationHook> after,
        @Nullable BackupService backups,
        boolean confirmed) {

    Settings {
        locations = List.copyOf(locations);
        steps = List.copyOf(steps);
        placeholders = Map.copyOf(placeholders);
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** The same for a scratch database, about which nobody needs to be asked or told. */
    Settings in(OpenDatabase scratch) {
        return new Settings(
                scratch,
                locations,
                loader,
                steps,
                table,
                true,
                placeholders,
                lockTimeout,
                MigrationListener.NONE,
                before,
                after,
                null,
                true);
    }

    DatabaseConfig config() {
        return open.config();
    }

    Database database() {
        return open.database();
    }

    /** Null for a database of documents. */
    @Nullable
    SqlDialect dialect() {
        return database() instanceof SqlDatabase sql ? sql.dialect() : null;
    }

    ScriptLanguage language() {
        if (database() instanceof SqlDatabase sql) {
            return new ScriptLanguage.Sql(sql.dialect());
        }
        CommandDatabase documents = documents();
        return new ScriptLanguage.Commands(documents::parse);
    }

    private CommandDatabase documents() {
        if (database() instanceof CommandDatabase documents) {
            return documents;
        }
        throw new MigrationException(
                config().name() + ": databases of the engine " + config().engine() + " cannot be migrated", null);
    }

    MigrationSession session() {
        return database() instanceof SqlDatabase sql
                ? new SqlSession(config(), sql, table, listener)
                : new DocumentSession(documents(), table, Ticker.SYSTEM);
    }

    /** Everything there is to apply. */
    MigrationSet read() {
        return MigrationFiles.read(locations, loader, language(), new Placeholders(placeholders), steps);
    }

    /** Refuses, before anything is touched, what could not be meant. */
    void requireMayChange(String attempted) {
        if (config().readonly()) {
            throw new MigrationException(
                    config().name() + ": " + attempted
                            + " was refused, because the database is configured readonly. Nothing" + " was changed",
                    null);
        }
        if (config().profile() == Profile.PRODUCTION && !confirmed) {
            throw new MigrationException(
                    config().name() + ": " + attempted
                            + " was refused, because this is production and nobody has confirmed"
                            + " it; look at the plan, and confirm. Nothing was changed",
                    null);
        }
    }
}
