package dev.hawser.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.config.BackupCompression;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.OpenDatabase;
import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A backup whose manifest says that it is larger than any disk. */
@ExtendWith(LeakCheck.class)
@Timeout(90)
class RestoreSpaceIT {

    private static final long HUGE = Long.MAX_VALUE / 16;

    @TempDir
    private Path directory;

    /** What was begun on the payload: to check all of it takes long, and must not come before this is refused. */
    private final List<String> begun = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"sqlite, shop.db", "access, shop.accdb"})
    void tooLargeForTheDisk_isNeitherVerifiedNorRestored_andSaysWhatItNeedsWhere(String engine, String file)
            throws IOException {
        try (DatabaseManager manager = open(engine, file)) {
            manager.sql("shop").update("create table orders (id integer)");
            Backups backups = backups(manager);
            enlarge(backups.take());
            manager.sql("shop").update("insert into orders values (1)");
            List<String> before = files();
            begun.clear();

            assertThatThrownBy(() -> backups.verify("latest"))
                    .isInstanceOfSatisfying(
                            BackupException.class,
                            refused -> assertThat(refused.category()).isEqualTo(ErrorCategory.RESOURCE))
                    .hasMessageContaining(" needs about ")
                    .hasMessageContaining("hawser_scratch_")
                    .hasMessageContaining(" are free")
                    .hasMessageContaining("-Djava.io.tmpdir=");
            assertThatThrownBy(() -> backups.restore("latest", RestoreOptions.DEFAULT.overwriting()))
                    .hasMessageMatching("(?s).*the restore of the backup \\S+ into shop needs about .*")
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("--target");

            assertThat(begun).isEmpty();
            assertThat(files()).isEqualTo(before);
            assertThat(manager.sql("shop").queryOne("select count(*) from orders", Integer.class))
                    .contains(1);
            assertThat(backups.list())
                    .as("that there is no room says nothing of the backup")
                    .extracting(StoredBackup::isGood)
                    .containsExactly(true);
        }
    }

    @Test
    void databaseInMemory_needsTheRoomAmongTemporaryFiles() throws IOException {
        try (DatabaseManager manager = DatabaseManager.builder(ConfigSources.in(directory)
                        .withDatabases(DatabaseOptions.of("shop").url("sqlite::memory:")))
                .open()) {
            manager.sql("shop").update("create table orders (id integer)");
            Backups backups = backups(manager);
            enlarge(backups.take());

            assertThatThrownBy(() -> backups.restore("latest", RestoreOptions.DEFAULT.overwriting()))
                    .hasMessageContaining("hawser-restore-")
                    .hasMessageContaining("-Djava.io.tmpdir=");
        }
    }

    @Test
    void databaseOnAServer_needsRoomForWhatIsUnpackedOrHandedOverAlone() throws IOException {
        try (DatabaseManager manager = open("sqlite", "shop.db")) {
            manager.sql("shop").update("create table orders (id integer)");
            Manifest taken = backups(manager).take();
            DatabaseOptions there = DatabaseOptions.of("there").url("sqlite:///" + directory.resolve("there.db"));
            BackupSite site = site(manager, there);
            BackupSite shared = site(manager, there.set("backups.server-directory", directory.toString()));

            assertThat(new PostgresqlBackup().spaceToRestore(site, of(taken, "pg_dump-custom", 1_000)))
                    .isEmpty();
            assertThat(new PostgresqlBackup().spaceToRestore(site, of(taken, "pg_dump-directory", 1_000)))
                    .contains(SpaceNeeded.temporary(site.staging(), 1_000));
            assertThat(new SqlServerBackup().spaceToRestore(site, taken))
                    .map(SpaceNeeded::directory)
                    .contains(site.staging());
            assertThat(new SqlServerBackup().spaceToRestore(shared, taken))
                    .map(SpaceNeeded::directory)
                    .contains(directory);
        }
    }

    /** What speaks to a server is not asked here. */
    private BackupSite site(DatabaseManager manager, DatabaseOptions options) {
        DatabaseConfig config = DatabaseManager.builder(
                        ConfigSources.in(directory).withDatabases(options))
                .load()
                .databases()
                .get(0);
        return new BackupSite(
                config,
                manager.database("shop"),
                new HostSpec("localhost", 1433),
                HostRole.PRIMARY,
                null,
                null,
                directory.resolve("temporary"),
                directory.resolve("staging"),
                1,
                bytes -> {});
    }

    private DatabaseManager open(String engine, String file) {
        return DatabaseManager.builder(ConfigSources.in(directory)
                        .withDatabases(DatabaseOptions.of("shop")
                                .set("type", engine)
                                .set("database", directory.resolve(file).toString())
                                .set("create-db", true)))
                .open();
    }

    private Backups backups(DatabaseManager manager) {
        return Backups.builder(OpenDatabase.of(manager, "shop"))
                .to(directory.resolve("backups"))
                .compression(BackupCompression.NONE)
                .listener(new BackupListener() {
                    @Override
                    public void started(Phase phase, long bytes) {
                        begun.add(phase.name());
                    }
                })
                .build();
    }

    private void enlarge(Manifest taken) throws IOException {
        new Catalogue(directory.resolve("backups"), "shop", null).writeManifest(of(taken, taken.format(), HUGE));
    }

    private static Manifest of(Manifest taken, String format, long plainBytes) {
        return new Manifest(
                taken.id(),
                taken.database(),
                taken.engine(),
                taken.serverVersion(),
                taken.tool(),
                format,
                taken.compression(),
                taken.keyId(),
                plainBytes,
                taken.storedBytes(),
                taken.sha256(),
                taken.startedAt(),
                taken.took(),
                taken.host(),
                taken.role(),
                taken.position(),
                taken.contents(),
                taken.warning(),
                taken.verification());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(Path::toString).sorted().toList();
        }
    }
}
