package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.Database;
import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.testkit.LeakCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The modules that migrate and take backups are not on the class path here. */
@ExtendWith(LeakCheck.class)
class MissingModulesTest {

    @Test
    void migrateAndTakeBackup_withoutTheModules_nameThem(@TempDir Path directory) {
        DatabaseOptions options = DatabaseOptions.of("shop")
                .url("sqlite:///" + directory.resolve("shop.db"))
                .set("backups.to", directory.resolve("backups"));
        try (DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(directory))
                .database(options)
                .open()) {
            Database shop = manager.database();
            assertThatThrownBy(shop::migrate)
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("shop: there are no migrations")
                    .hasMessageContaining("Add dev.hawser:hawser-migrations");
            assertThatThrownBy(shop::takeBackup).hasMessageContaining("Add dev.hawser:hawser-backups");
            assertThat(shop.backups()).isEmpty();
        }
    }
}
