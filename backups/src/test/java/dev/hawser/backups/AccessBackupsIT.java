package dev.hawser.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.spi.OpenDatabase;
import dev.hawser.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
@Timeout(90)
class AccessBackupsIT {

    @TempDir
    private Path directory;

    private DatabaseManager manager;
    private SqlDatabase orders;
    private Backups backups;

    @BeforeEach
    void fill() {
        manager = open();
        orders = manager.sql("orders");
        orders.update("create table orders (id counter primary key, item text(50), price currency)");
        orders.update("create table [odd name] (a text(10))");
        orders.update("insert into orders (item, price) values ('net', 1.5)");
        orders.update("insert into orders (item, price) values ('rope', 2.5)");
        backups = backups();
    }

    private DatabaseManager open() {
        return DatabaseManager.builder(ConfigSources.in(directory)
                        .withDatabases(DatabaseOptions.of("orders")
                                .set("type", "access")
                                .set(
                                        "database",
                                        directory.resolve("orders.accdb").toString())
                                .set("create-db", true)))
                .open();
    }

    private Backups backups() {
        return Backups.builder(OpenDatabase.of(manager, "orders"))
                .to(directory.resolve("backups"))
                .key(Keys.secret())
                .build();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void taken_isVerified_andRestoredWithForce_alsoUnderAnOpenManager() {
        Manifest taken = backups.take();
        assertThat(taken.contents().tables().get("orders").rows()).isEqualTo(2);
        Verification verification = backups.verify(taken.id());
        assertThat(verification.problems()).isEmpty();
        assertThat(verification.checksums()).isEqualTo(2);

        orders.update("delete from orders where item = 'net'");
        orders.update("insert into orders (item, price) values ('hook', 3.5)");
        orders.update("create table later (a text(10))");
        assertThatThrownBy(() -> backups.restore("latest")).hasMessageContaining("is not empty");
        assertThat(orders.query("select item from orders order by id", String.class))
                .containsExactly("rope", "hook");

        backups.restore("latest", RestoreOptions.DEFAULT.overwriting());
        assertThat(orders.query("select item from orders order by id", String.class))
                .as("the open manager sees what was restored")
                .containsExactly("net", "rope");
        orders.update("insert into orders (item, price) values ('anchor', 9)");
        manager.close();
        manager = open();
        assertThat(manager.sql("orders").query("select item from orders order by id", String.class))
                .as("what was written after that is in the file")
                .containsExactly("net", "rope", "anchor");
        assertThat(directory).isDirectoryNotContaining("glob:**.hawser-*");
    }

    @Test
    void openInAccess_isRefused_andNothingIsLeft() throws Exception {
        Files.writeString(directory.resolve("orders.laccdb"), "somebody");
        assertThatThrownBy(backups::take).hasMessageContaining("is open in MS Access");
        assertThat(backups.list()).isEmpty();
        Files.delete(directory.resolve("orders.laccdb"));
        backups.take();
    }

    @Test
    void restored_keepsTheModeOfTheFileThatItReplaces() throws Exception {
        Path file = directory.resolve("orders.accdb");
        backups.take();
        for (String mode : List.of("rw-rw----", "rw-------")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            backups.restore("latest", RestoreOptions.DEFAULT.overwriting());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo(mode);
        }
    }
}
