package dev.hawser.tests.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.migrations.MigrationException;
import dev.hawser.migrations.Migrations;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.TestDatabase;
import dev.hawser.testkit.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Migrations through the real PgBouncer. */
@ExtendWith(LeakCheck.class)
@Tag("any-jdk")
class PgBouncerIT {

    @TempDir
    private Path directory;

    private interface Check {
        void run(Migrations migrations, DatabaseManager manager) throws Exception;
    }

    private void through(String mode, Check check) throws Exception {
        Path files = Files.createDirectory(directory.resolve("migrations"));
        Files.writeString(files.resolve("V1__one.sql"), "create table one (id int);");
        TestDatabase database = TestDatabases.postgres();
        try (PgBouncer pooler = PgBouncer.start(Files.createDirectory(directory.resolve("pooler")), mode, database);
                DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(directory))
                        .database(DatabaseOptions.of("shop")
                                .url("postgresql://" + pooler.host() + "/" + database.name())
                                .user(database.user())
                                .password(database.password())
                                .set("ssl.mode", "disable"))
                        .open()) {
            check.run(
                    Migrations.builder(manager, "shop")
                            .locations(files.toString())
                            .build(),
                    manager);
        }
    }

    @Test
    void transactionMode_isRefused_andNothingIsChanged() throws Exception {
        through("transaction", (migrations, manager) -> {
            assertThatThrownBy(migrations::up)
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("a pooler in transaction mode")
                    .hasMessageContaining("the server's own address");
            assertThat(manager.sql("shop").queryOne("select to_regclass('one')::text", String.class))
                    .isEmpty();
            assertThat(manager.sql("shop")
                            .queryOne(
                                    "select count(*) from pg_locks l join pg_database d on d.oid = l.database"
                                            + " where locktype = 'advisory' and datname = current_database()",
                                    Long.class))
                    .contains(0L);
        });
    }

    @Test
    void sessionMode_works() throws Exception {
        through("session", (migrations, manager) -> {
            assertThat(migrations.up().steps()).hasSize(1);
            assertThat(migrations.up().steps()).isEmpty();
        });
    }
}
