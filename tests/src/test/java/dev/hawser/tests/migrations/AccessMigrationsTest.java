package dev.hawser.tests.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.Profile;
import dev.hawser.migrations.MigrationListener;
import dev.hawser.migrations.Migrations;
import dev.hawser.migrations.MigrationsBuilder;
import dev.hawser.migrations.PlannedStep;
import dev.hawser.migrations.Target;
import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing can be rolled back, the file is put back. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class AccessMigrationsTest {

    @TempDir
    private Path directory;

    private Path file;
    private DatabaseManager manager;
    private SqlDatabase orders;

    @BeforeEach
    void fill() throws IOException {
        file = directory.resolve("orders.accdb");
        manager = open();
        orders = manager.sql("orders");
        orders.update("create table goods (id int primary key, item text(50))");
        orders.update("insert into goods (id, item) values (1, 'net')");
        script("V1__one.sql", "create table one (id int primary key);\ninsert into one (id) values (1);\n");
        script("U1__one.sql", "drop table one;\n");
    }

    private DatabaseManager open() {
        return open(Profile.DEVELOPMENT);
    }

    private DatabaseManager open(Profile profile) {
        return DatabaseManager.builder(ConfigSources.in(directory))
                .profile(profile)
                .database(DatabaseOptions.of("orders")
                        .set("type", "access")
                        .set("database", file.toString())
                        .set("create-db", profile == Profile.DEVELOPMENT)
                        .set("pool.timeout", "30s")
                        .set("backups.to", directory.resolve("backups").toString())
                        .set("migrations.backup", "take"))
                .open();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private void script(String name, String text) throws IOException {
        Path script = directory.resolve("sql").resolve(name);
        Files.createDirectories(script.getParent());
        Files.writeString(script, text);
    }

    private MigrationsBuilder builder() {
        return Migrations.builder(manager, "orders")
                .locations(directory.resolve("sql").toString());
    }

    private Migrations migrations() {
        return builder().build();
    }

    private List<String> goods() {
        return orders.query("select item from goods order by id", String.class);
    }

    private List<Path> snapshots() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(".hawser-snapshots"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void runThatFails_leavesTheFileAsItWas_andWhoeverWaitsWritesToThat() throws Exception {
        script("V2__two.sql", "create table two (id int);\ninsert into nowhere (id) values (1);\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            AtomicReference<Future<?>> write = new AtomicReference<>();
            MigrationListener listener = new MigrationListener() {
                @Override
                public void statementStarted(PlannedStep step, int index) {
                    if (write.get() == null) {
                        CountDownLatch begun = new CountDownLatch(1);
                        write.set(other.submit(() -> {
                            begun.countDown();
                            orders.update("insert into goods (id, item) values (2, 'rope')");
                        }));
                        await(begun);
                    }
                }
            };
            assertThatThrownBy(() -> builder().listener(listener).build().up())
                    .hasMessageContaining("V2__two.sql, line 2: statement 2 of 2 failed")
                    .hasMessageContaining("The file is put back as it was before this run")
                    .hasMessageNotContaining("stays");
            write.get().get(30, TimeUnit.SECONDS);
        } finally {
            other.shutdownNow();
        }
        assertThat(goods()).containsExactly("net", "rope");
        assertThat(migrations().status().current()).isEmpty();
        assertThatThrownBy(() -> orders.query("select * from one")).hasMessageContaining("ONE");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
        assertThat(snapshots()).as("nothing that could be put back once more").isEmpty();

        script("V2__two.sql", "create table two (id int);\n");
        assertThat(migrations().up().steps()).hasSize(2);
        manager.close();
        manager = open();
        orders = manager.sql("orders");
        assertThat(goods()).as("in the file").containsExactly("net", "rope");
        assertThat(migrations().validate()).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void snapshot_isPutBackWithConsentAlone_andSaysWhatIsLost() throws Exception {
        assertThatThrownBy(() -> migrations().restoreSnapshot()).hasMessageContaining("there is no snapshot");
        migrations().up();
        orders.update("insert into goods (id, item) values (2, 'rope')");
        assertThatThrownBy(() -> migrations().restoreSnapshot())
                .hasMessageContaining("nobody has confirmed it")
                .hasMessageContaining("would be lost");
        assertThat(goods()).hasSize(2);
        assertThat(snapshots())
                .singleElement()
                .satisfies(snapshot -> assertThat(Files.getPosixFilePermissions(snapshot))
                        .isEqualTo(PosixFilePermissions.fromString("rw-------")));

        List<String> told = builder().confirmed().build().restoreSnapshot();
        assertThat(told.get(0)).startsWith("the file is as it was before the run of 2");
        assertThat(told.subList(1, told.size()))
                .containsExactly(
                        "goods had 2 rows and has 1",
                        "hawser_migrations is gone, with 1 row",
                        "one is gone, with 1 row");
        assertThat(goods()).containsExactly("net");
        assertThat(migrations().up().steps()).hasSize(1);
        assertThat(migrations().down(Target.count(1)).steps()).hasSize(1);
        migrations().up();
        migrations().down(Target.count(1));
        assertThat(snapshots()).as("the last three").hasSize(3);
    }

    @Test
    void backupBeforeARun_getsTheOneConnection() {
        manager.close();
        manager = open(Profile.PRODUCTION);
        orders = manager.sql("orders");
        assertThat(builder().confirmed().build().up().steps()).hasSize(1);
        assertThat(orders.backups()).hasSize(1);
    }
}
