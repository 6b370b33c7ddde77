package dev.hawser.tests.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.ScratchDatabase;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.TestDatabase;
import dev.hawser.testkit.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the contract does not ask of scratch databases. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class ScratchDatabaseIT {

    private static final String DATABASES = "select datname from pg_database where datname like 'hawser_scratch_%'";

    private static DatabaseManager.Builder builder(DatabaseOptions options) {
        return DatabaseManager.builder(ConfigSources.in(Path.of("target/nothing-here")))
                .database(options);
    }

    private static DatabaseConfig config(DatabaseOptions options) {
        return builder(options).load().databases().get(0);
    }

    @Test
    void like_postgresql_hasItsSchemaExtensionsAndMigrations_andLeavesNothing() {
        DatabaseOptions options = DatabaseOptions.of("shop")
                .url(TestDatabases.postgres().url())
                .set("schema", "tenant")
                .set("create-db", true)
                .set("extensions", "pgcrypto")
                .set("migrations.locations", List.of("db/shop"))
                .set("migrations.placeholders", Map.of("owner", "anna"))
                .set("migrations.on-start", "validate");
        try (DatabaseManager manager =
                builder(options.set("migrations.on-start", "off")).open()) {
            SqlDatabase shop = manager.sql();
            shop.update("create table orders (id int)");
            try (ScratchDatabase scratch = ScratchDatabase.like(config(options))) {
                assertThat(shop.query(DATABASES, String.class))
                        .containsExactly(scratch.config().database());
                assertThat(scratch.sql().queryOne("select current_schema()", String.class))
                        .contains("tenant");
                assertThat(scratch.sql()
                                .queryOne("select extname from pg_extension where extname = 'pgcrypto'", String.class))
                        .isPresent();
                assertThat(scratch.sql().query("select tablename from pg_tables where tablename = 'orders'"))
                        .isEmpty();
                assertThat(scratch.config().migrations().locations()).containsExactly("db/shop");
                assertThat(scratch.config().migrations().placeholders()).containsEntry("owner", "anna");
                assertThat(scratch.config().migrations().onStart()).hasToString("off");
            }
            assertThat(shop.query(DATABASES, String.class)).isEmpty();
        }
    }

    @Test
    void like_withAScratchUrl_isMadeThere() {
        TestDatabase elsewhere = TestDatabases.postgres();
        DatabaseConfig unreachable = config(DatabaseOptions.of("shop")
                .url("postgresql://nobody@127.0.0.1:1/shop")
                .set("scratch-url", elsewhere.url()));
        try (ScratchDatabase scratch = ScratchDatabase.like(unreachable)) {
            assertThat(scratch.sql().queryOne("select 1", Integer.class)).contains(1);
            assertThat(scratch.config().hosts()).containsExactly(elsewhere.host());
        }
    }

    @Test
    void like_userWhoMayNotCreateDatabases_saysWhatToDo() {
        try (DatabaseManager manager = builder(
                        DatabaseOptions.of("shop").url(TestDatabases.postgres().url()))
                .open()) {
            SqlDatabase shop = manager.sql();
            shop.update("create role scratch_reader login password 'c4nary-scratch'");
            DatabaseConfig humble = config(DatabaseOptions.of("shop")
                    .url(TestDatabases.postgres().url())
                    .user("scratch_reader")
                    .password("c4nary-scratch"));
            DatabaseException refused =
                    catchThrowableOfType(DatabaseException.class, () -> ScratchDatabase.like(humble));
            assertThat(refused.category()).isEqualTo(ErrorCategory.PERMISSION);
            assertThat(refused)
                    .hasMessageContaining("shop: a scratch database like postgresql://")
                    .hasMessageContaining("scratch-url")
                    .hasMessageNotContaining("c4nary");
            assertThat(shop.query(DATABASES, String.class)).isEmpty();
            shop.update("drop role scratch_reader");
        }
    }

    @Test
    void like_sqliteInMemory_isAFileOfItsOwn_andItsDirectoryGoes(@TempDir Path directory) {
        DatabaseConfig memory = config(DatabaseOptions.of("notes").url("sqlite::memory:"));
        Path made;
        try (ScratchDatabase scratch = ScratchDatabase.like(memory)) {
            made = Path.of(scratch.config().database());
            scratch.sql().update("create table notes (id int)");
            assertThat(made).exists();
        }
        assertThat(made.getParent()).doesNotExist();
        assertThat(Files.exists(directory)).isTrue();
    }
}
