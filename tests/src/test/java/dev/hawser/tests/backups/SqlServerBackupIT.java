package dev.hawser.tests.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.backups.BackupException;
import dev.hawser.backups.Backups;
import dev.hawser.backups.Manifest;
import dev.hawser.backups.RestoreOptions;
import dev.hawser.backups.Verification;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.tds.TdsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a server of SQL Server's protocol, whose backups are scripts of H2 under a checksum: what is asked of a server, and what comes of its answers. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class SqlServerBackupIT {

    private static final String USER = "anna";
    private static final String PASSWORD = UUID.randomUUID().toString();

    private static TdsServer server;

    @TempDir
    private Path directory;

    private String source;
    private String target;

    @BeforeAll
    static void start() throws IOException {
        server = TdsServer.start().user(USER, PASSWORD);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void createDatabases() throws IOException {
        source = "it's]" + UUID.randomUUID();
        target = "t" + UUID.randomUUID();
        server.database(source).database(target);
        Files.createDirectory(directory.resolve("shared"));
    }

    private DatabaseOptions options(String name, String database) {
        return DatabaseOptions.of(name)
                .set("type", "sqlserver")
                .set("host", server.host().host())
                .set("port", server.host().port())
                .set("database", database)
                .set("backups.to", directory.resolve("backups").toString())
                .user(USER)
                .password(PASSWORD);
    }

    private DatabaseManager open(DatabaseOptions shop) {
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(shop)
                .database(options("other", target))
                .open();
    }

    private static void fill(DatabaseManager manager) {
        manager.sql("shop").update("create table restaurants (id int primary key, name nvarchar(100))");
        manager.sql("shop").update("insert into restaurants values (1, N'Zak'), (2, null), (3, N'it''s \u00fc')");
    }

    private static List<String> names(DatabaseManager manager, String database) {
        return manager.sql(database).query("select name from restaurants order by id", String.class);
    }

    private static List<String> databases(DatabaseManager manager) {
        return manager.sql("other").query("select name from sys.databases", String.class);
    }

    private List<Path> shared() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("shared"))) {
            return files.toList();
        }
    }

    @Test
    void backup_inASharedDirectory_isVerifiedRestoredAndGoneFromThere() throws Exception {
        Path sharedDirectory = directory.resolve("shared");
        try (DatabaseManager manager =
                open(options("shop", source).set("backups.server-directory", sharedDirectory.toString()))) {
            fill(manager);
            Backups backups = Backups.of(manager, "shop");
            Manifest taken = backups.take();
            assertThat(taken.tool()).hasToString("BACKUP DATABASE 16.0.1000.6");
            assertThat(taken.contents().rows()).isEqualTo(3);
            assertThat(shared()).isEmpty();

            Verification verification = backups.verify(taken.id());
            assertThat(verification.problems()).isEmpty();
            assertThat(verification.rows()).isEqualTo(3);

            manager.sql("shop").update("delete from restaurants");
            assertThatThrownBy(() -> backups.restore(taken.id())).hasMessageContaining("not empty");
            backups.restore(taken.id(), RestoreOptions.DEFAULT.into(manager, "other"));
            backups.restore(taken.id(), RestoreOptions.DEFAULT.overwriting());

            assertThat(names(manager, "shop")).containsExactly("Zak", null, "it's \u00fc");
            assertThat(names(manager, "other")).containsExactly("Zak", null, "it's \u00fc");
            assertThat(databases(manager)).noneMatch(name -> name.startsWith("hawser_scratch"));
            assertThat(shared()).isEmpty();
        }
    }

    @Test
    void restore_failingAnywhere_keepsWhatWasThere() throws Exception {
        try (DatabaseManager manager = open(options("shop", source))) {
            fill(manager);
            Backups backups = Backups.of(manager, "shop");
            server.failBehind("backup database", 3013, 16, "terminating behind its results");
            assertThatThrownBy(backups::take).hasMessageContaining("terminating behind its results");
            String id = backups.take().id();
            manager.sql("shop").update("delete from restaurants where id > 1");
            for (String step :
                    List.of("verifyonly", "restore database", "single_user", "_old", "modify name = " + source)) {
                server.failNext(step, 3013, 16, "terminating abnormally at " + step);
                assertThatThrownBy(() -> backups.restore(id, RestoreOptions.DEFAULT.overwriting()))
                        .isInstanceOf(BackupException.class)
                        .hasMessageContaining("cannot restore into shop")
                        .hasMessageContaining("terminating abnormally at " + step);
                assertThat(names(manager, "shop")).containsExactly("Zak");
                assertThat(databases(manager)).contains(source).noneMatch(name -> name.startsWith("hawser_scratch"));
            }
        }
    }

    @Test
    void take_whereTheServerCannotWrite_tellsWhatToSet() throws Exception {
        Path missing = directory.resolve("missing");
        try (DatabaseManager manager =
                open(options("shop", source).set("backups.server-directory", missing.toString()))) {
            assertThatThrownBy(() -> Backups.of(manager, "shop").take())
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining(missing + " is no directory here")
                    .hasMessageContaining("Set backups.server-directory");
        }
        try (DatabaseManager manager = open(options("shop", source))) {
            server.failNext("backup database", 3201, 16, "Cannot open backup device");
            Backups backups = Backups.of(manager, "shop");
            assertThatThrownBy(backups::take)
                    .hasMessageContaining("cannot back up shop")
                    .hasMessageContaining("Cannot open backup device")
                    .hasMessageContaining("Set backups.server-directory");
            assertThat(backups.list()).isEmpty();
        }
    }
}
