package dev.hawser.tests.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.testkit.TestDatabase;
import dev.hawser.testkit.TestDatabases;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateDatabaseIT {

    private static final int AT_ONCE = 6;

    private final TestDatabase server = TestDatabases.postgres();

    @TempDir
    private Path directory;

    private DatabaseManager open(DatabaseOptions options) {
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(options)
                .open();
    }

    private DatabaseOptions created(String name) {
        TestDatabase missing = new TestDatabase(server.host(), name, server.user(), server.password());
        return DatabaseOptions.of("made").url(missing.url()).set("create-db", true);
    }

    private static String newName() {
        return "made_" + UUID.randomUUID().toString().replace("-", "");
    }

    private SqlDatabase administrator(DatabaseManager manager) {
        return manager.sql("test");
    }

    private DatabaseManager administrators() {
        return open(DatabaseOptions.of("test").url(server.url()));
    }

    @Test
    void severalAtOnce_makeOneDatabaseOneSchemaAndOneExtension() throws Exception {
        DatabaseOptions options =
                created(newName()).set("schema", "tenant").set("extensions", List.of("pg_trgm", "hstore"));
        CyclicBarrier together = new CyclicBarrier(AT_ONCE);
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<CompletableFuture<Long>> opened = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                opened.add(CompletableFuture.supplyAsync(() -> extensionsSeen(options, together), threads));
            }
            for (CompletableFuture<Long> one : opened) {
                assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(2);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private long extensionsSeen(DatabaseOptions options, CyclicBarrier together) {
        try {
            together.await(30, TimeUnit.SECONDS);
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
        try (DatabaseManager manager = open(options)) {
            return manager.sql("made")
                    .queryOne(
                            "select count(*) from pg_extension where extname in ('pg_trgm', 'hstore')"
                                    + " and exists (select from pg_namespace where nspname = 'tenant')",
                            Long.class)
                    .orElseThrow();
        }
    }

    @Test
    void oddName_isQuoted() {
        String odd = "we\"ird '; drop table x; -- é " + newName().substring(0, 20);
        try (DatabaseManager manager = open(created(odd))) {
            assertThat(manager.sql("made").queryOne("select current_database()", String.class))
                    .contains(odd);
        }
    }

    @Test
    void databaseThatIsThere_isLeftAsItIs() {
        DatabaseOptions options = created(newName());
        try (DatabaseManager manager = open(options)) {
            manager.sql("made").update("create table kept (x int)");
        }
        try (DatabaseManager manager = open(options)) {
            assertThat(manager.sql("made").query("select * from kept")).isEmpty();
        }
    }

    @Test
    void userWithoutTheRight_isToldSo() {
        String user = "reader_" + UUID.randomUUID().toString().replace("-", "");
        try (DatabaseManager manager = administrators()) {
            administrator(manager).update("create role " + user + " login password 'r'");
            assertThatThrownBy(() ->
                            open(created(newName()).user(user).password("r")).close())
                    .hasMessageContaining("PERMISSION")
                    .hasMessageContaining("permission denied to create database");
            administrator(manager).update("drop role " + user);
        }
    }

    @Test
    void extensionThatIsNotInstalled_isNamed() {
        assertThatThrownBy(() -> open(created(newName()).set("extensions", List.of("no_such_extension")))
                        .close())
                .hasMessageContaining("no_such_extension");
    }
}
