package dev.hawser.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.DatabaseManager;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.config.BackupCompression;
import dev.hawser.config.BackupsConfig.Retention;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.config.Secret;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.OpenDatabase;
import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class SqliteBackupsIT {

    @TempDir
    private Path directory;

    private final Secret key = Keys.secret();
    private DatabaseManager manager;
    private SqlDatabase shop;
    private Backups backups;

    @BeforeEach
    void fill() {
        manager = DatabaseManager.builder(ConfigSources.in(directory)
                        .withDatabases(
                                DatabaseOptions.of("shop").url("sqlite:///" + directory.resolve("shop.db")),
                                DatabaseOptions.of("copy").url("sqlite:///" + directory.resolve("copy.db"))))
                .open();
        shop = manager.sql("shop");
        shop.update("create table orders (id integer primary key, item text, price real, photo blob)");
        shop.update("create table \"odd \"\"name\" (a)");
        shop.update("create virtual table words using fts5(word)");
        shop.update("insert into words values ('net')");
        shop.update("insert into orders (item, price, photo) select 'net', value * 1.5, randomblob(10000)"
                + " from (with recursive n(value) as (select 1 union all select value + 1 from n where value < 50)"
                + " select value from n)");
        backups = backups().build();
    }

    private Backups.Builder backups() {
        return Backups.builder(OpenDatabase.of(manager, "shop"))
                .to(directory.resolve("backups"))
                .key(key);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(".part") || name.contains("staging") || name.contains(".hawser-"))
                    .toList();
        }
    }

    @Test
    void taken_isVerified_andRestoredIntoAnEmptyDatabase() throws IOException {
        Manifest taken = backups.take();
        assertThat(taken.engine()).isEqualTo("sqlite");
        assertThat(taken.keyId()).isEqualTo(BackupKey.of(key).id());
        assertThat(taken.contents().tables().get("orders").rows()).isEqualTo(50);
        assertThat(taken.contents().tables()).containsKey("odd \"name").doesNotContainKey("words");
        assertThat(taken.host()).isEqualTo("readers");
        assertThat(backups.list()).extracting(StoredBackup::isVerified).containsExactly(false);

        Verification verification = backups.verify("latest");
        assertThat(verification.problems()).isEmpty();
        assertThat(verification.rows()).isEqualTo(taken.contents().rows()).isGreaterThan(50);
        assertThat(verification.checksums()).isEqualTo(verification.tables()).isGreaterThan(2);
        assertThat(backups.list()).extracting(StoredBackup::isVerified).containsExactly(true);

        backups.restore(taken.id(), RestoreOptions.DEFAULT.into(manager, "copy"));
        assertThat(manager.sql("copy").queryOne("select count(*) from orders", Long.class))
                .contains(50L);
        assertThat(manager.sql("copy").query("select word from words where word match 'net'", String.class))
                .hasSize(1);
        assertThat(leftovers()).isEmpty();
        assertThat(shop.stats().active()).isZero();
    }

    @Test
    void taken_whileSomebodyWrites_holdsTheLastCommit_andItsCounts() {
        try (Session writer = shop.session()) {
            writer.update("delete from orders");
            Manifest taken = backups.take();
            assertThat(taken.contents().tables().get("orders").rows()).isEqualTo(50);
            writer.commit();
        }
        assertThat(backups.verify("latest").problems()).isEmpty();
    }

    @Test
    void restore_overSomething_isRefused_andWithForceReplacesAll() {
        Manifest taken = backups.take();
        shop.update("delete from orders where id <= 10");
        shop.update("create table later (a)");
        assertThatThrownBy(() -> backups.restore("latest"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("is not empty")
                .hasMessageContaining("--force");
        assertThat(shop.queryOne("select count(*) from orders", Long.class)).contains(40L);

        backups.restore("latest", RestoreOptions.DEFAULT.overwriting());
        assertThat(shop.queryOne("select count(*) from orders", Long.class)).contains(50L);
        assertThat(shop.query("select name from sqlite_schema where name = 'later'", String.class))
                .isEmpty();
        shop.update("insert into orders (item) values ('written after the restore')");
        assertThat(shop.queryOne("select count(*) from orders", Long.class)).contains(51L);
        assertThat(taken.isVerified()).isFalse();
    }

    @Test
    void restore_intoPagesOfAnotherSize_works() {
        try (DatabaseManager other = DatabaseManager.builder(ConfigSources.in(directory)
                        .withDatabases(DatabaseOptions.of("small")
                                .url("sqlite:///" + directory.resolve("small.db"))
                                .set("properties", Map.of("page_size", "1024"))))
                .open()) {
            other.sql("small").update("create table t (a)");
            assertThat(other.sql("small").queryOne("pragma page_size", Integer.class))
                    .contains(1024);
            backups.take();
            backups.restore(
                    "latest", RestoreOptions.DEFAULT.into(other, "small").overwriting());
            assertThat(other.sql("small").queryOne("select count(*) from orders", Long.class))
                    .contains(50L);
        }
    }

    @Test
    void flippedBit_isToldByVerifyAndRestore_andNothingIsChanged() throws IOException {
        Manifest good = backups.take();
        Manifest taken = backups.take();
        Path payload = backups.find(taken.id()).payload();
        byte[] bytes = Files.readAllBytes(payload);
        bytes[bytes.length / 2] ^= 1;
        Files.write(payload, bytes);

        assertThatThrownBy(() -> backups.restore(taken.id(), RestoreOptions.DEFAULT.into(manager, "copy")))
                .isInstanceOfSatisfying(
                        BackupException.class,
                        failed -> assertThat(failed.category()).isEqualTo(ErrorCategory.DATA))
                .hasMessageContaining("is damaged: frame");
        assertThat(manager.sql("copy").query("select name from sqlite_schema", String.class))
                .isEmpty();
        assertThatThrownBy(() -> backups.verify(taken.id())).hasMessageContaining("is damaged: frame");
        assertThat(backups.list())
                .extracting(StoredBackup::isGood)
                .as("what was found is noted, and the one before is the latest good one")
                .containsExactly(false, true);
        assertThat(backups.find("latest").id()).isEqualTo(good.id());
    }

    @Test
    void wrongKey_isTold_andListingNeedsNone() {
        Manifest taken = backups.take();
        Backups other = backups().key(Keys.secret()).build();
        assertThatThrownBy(() -> other.verify("latest"))
                .hasMessageContaining(taken.keyId())
                .hasMessageContaining("backups.key");
        assertThatThrownBy(() -> backups().key(null).build().restore("latest", RestoreOptions.DEFAULT.overwriting()))
                .hasMessageContaining("no key is configured");
        assertThat(backups().key(null).build().list())
                .extracting(StoredBackup::isGood)
                .containsExactly(true);
        assertThat(shop.queryOne("select count(*) from orders", Long.class)).contains(50L);
    }

    @Test
    void whatIsNotInTheBackup_isFoundByVerify() throws IOException {
        Manifest taken = backups().key(null).build().take();
        Manifest other = new Manifest(
                taken.id(),
                taken.database(),
                taken.engine(),
                taken.serverVersion(),
                taken.tool(),
                taken.format(),
                taken.compression(),
                null,
                taken.plainBytes(),
                taken.storedBytes(),
                taken.sha256(),
                taken.startedAt(),
                taken.took(),
                taken.host(),
                taken.role(),
                null,
                new Contents(Map.of("orders", new TableContent(51, null), "gone", new TableContent(0, null))),
                null,
                null);
        new Catalogue(directory.resolve("backups"), "shop", null).writeManifest(other);
        Verification verification = backups.verify("latest");
        assertThat(verification.passed()).isFalse();
        assertThat(verification.problems())
                .contains(
                        "orders: 51 rows in the backup, 50 restored",
                        "gone: is missing in the restored database",
                        "odd \"name: is in the restored database only");
        assertThat(backups.list()).extracting(StoredBackup::isGood).containsExactly(false);
    }

    @Test
    void interrupted_leavesNothing_andKeepsTheInterrupt() throws IOException {
        Manifest before = backups.take();
        Backups interrupted = backups()
                .listener(new BackupListener() {
                    @Override
                    public void progressed(Phase phase, long bytes) {
                        Thread.currentThread().interrupt();
                    }
                })
                .build();
        assertThatThrownBy(interrupted::take).hasMessageContaining("was interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(leftovers()).isEmpty();
        assertThat(backups.list()).extracting(StoredBackup::id).containsExactly(before.id());
        assertThatThrownBy(() -> interrupted.restore("latest", RestoreOptions.DEFAULT.overwriting()))
                .hasMessageContaining("was interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(shop.queryOne("select count(*) from orders", Long.class)).contains(50L);
        assertThat(backups.verify("latest").passed()).isTrue();
    }

    @Test
    void prune_keepsTheNewest_andAnotherDatabasesBackupsAreNotTouched() {
        List<Manifest> taken = new ArrayList<>();
        Backups few = backups()
                .key(null)
                .compression(BackupCompression.GZIP)
                .retention(new Retention(2, 0, 0, 0))
                .build();
        for (int i = 0; i < 4; i++) {
            taken.add(few.take());
        }
        manager.sql("copy").update("create table t (a)");
        Backups ofCopy = Backups.builder(OpenDatabase.of(manager, "copy"))
                .to(directory.resolve("backups"))
                .build();
        ofCopy.take();
        few.verify(taken.get(0).id());
        List<String> removed = few.prune().stream().map(StoredBackup::id).toList();
        assertThat(removed).hasSize(1).doesNotContain(taken.get(0).id());
        assertThat(few.list()).hasSize(3).allMatch(StoredBackup::isGood);
        assertThat(ofCopy.list()).hasSize(1);
        assertThat(few.prune()).isEmpty();
    }

    @Test
    void prune_leavesAPayloadWhoseManifestIsElsewhere() throws IOException {
        Backups one = backups().retention(new Retention(1, 0, 0, 0)).build();
        Manifest taken = one.take();
        Path payload = one.find(taken.id()).payload();
        Files.move(payload.resolveSibling(taken.id() + ".json"), directory.resolve("elsewhere.json"));
        one.verify(one.take().id());
        assertThat(one.prune()).isEmpty();
        assertThat(payload).exists();
        assertThatThrownBy(() -> one.restore(taken.id())).hasMessageContaining("its manifest is missing");
        Files.move(directory.resolve("elsewhere.json"), payload.resolveSibling(taken.id() + ".json"));
        assertThat(one.find(taken.id()).isGood()).isTrue();
        assertThat(one.prune()).extracting(StoredBackup::id).containsExactly(taken.id());
        assertThat(payload).doesNotExist();
    }

    @Test
    void fileThatIsNotThere_orWasOnlyMadeByOpeningIt_isRefused_andNothingIsCreated() throws IOException {
        Path missing = directory.resolve("missing.db");
        try (DatabaseManager other = open("typo", missing, Map.of())) {
            Backups typo = backups(other, "typo");
            other.sql("typo").query("select 1", Integer.class);
            assertThatThrownBy(typo::take)
                    .hasMessageContaining("has nothing in it")
                    .hasMessageContaining("create-db");
            assertThat(typo.list()).isEmpty();
        }
        Files.delete(missing);
        OpenDatabase gone = OpenDatabase.of(manager, "shop");
        DatabaseConfig config = DatabaseManager.builder(ConfigSources.in(directory)
                        .withDatabases(DatabaseOptions.of("typo").url("sqlite:///" + missing)))
                .load()
                .databases()
                .get(0);
        assertThatThrownBy(() -> Backups.builder(config)
                        .to(directory.resolve("nowhere"))
                        .build()
                        .requireThere())
                .hasMessageContaining("missing.db does not exist");
        assertThatThrownBy(() -> Backups.builder(new OpenDatabase(config, gone.database()))
                        .to(directory.resolve("nowhere"))
                        .build()
                        .take())
                .hasMessageContaining("missing.db does not exist");
        assertThat(missing).doesNotExist();
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }

    private DatabaseManager open(String name, Path file, Map<String, Object> options) {
        DatabaseOptions database = DatabaseOptions.of(name).url("sqlite:///" + file);
        for (Map.Entry<String, Object> option : options.entrySet()) {
            database = database.set(option.getKey(), option.getValue());
        }
        return DatabaseManager.builder(ConfigSources.in(directory).withDatabases(database))
                .open();
    }

    private Backups backups(DatabaseManager of, String name) {
        return Backups.builder(OpenDatabase.of(of, name))
                .to(directory.resolve("backups"))
                .retention(new Retention(1, 0, 0, 0))
                .build();
    }

    @Test
    void databaseThatHasLostEverything_isTold_andPushesNoGoodOneOut() {
        try (DatabaseManager other = open("till", directory.resolve("till.db"), Map.of("create-db", true))) {
            SqlDatabase till = other.sql("till");
            Backups ofTill = backups(other, "till");
            assertThat(ofTill.take().warning()).as("new, and empty").isNull();
            till.update("create table t (a)");
            till.update("insert into t values (1)");
            Manifest filled = ofTill.take();
            till.update("drop table t");
            Manifest lost = ofTill.take();
            assertThat(lost.warning()).contains(filled.id(), "1 tables with 1 rows");
            assertThat(ofTill.verify(lost.id()).passed()).isTrue();
            ofTill.prune();
            assertThat(ofTill.find("latest").id()).isEqualTo(filled.id());
            assertThat(ofTill.find(lost.id()).problem()).isEqualTo(lost.warning());
            assertThat(ofTill.take().warning()).as("again").isNotNull();
        }
    }

    @Test
    void inMemory_isTaken() {
        try (DatabaseManager memory = DatabaseManager.builder(ConfigSources.in(directory)
                        .withDatabases(DatabaseOptions.of("memory").url("sqlite::memory:")))
                .open()) {
            memory.sql("memory").update("create table t (a)");
            memory.sql("memory").update("insert into t values (1)");
            Backups ofMemory = Backups.builder(OpenDatabase.of(memory, "memory"))
                    .to(directory.resolve("backups"))
                    .build();
            ofMemory.take();
            memory.sql("memory").update("delete from t");
            ofMemory.restore("latest", RestoreOptions.DEFAULT.overwriting());
            assertThat(memory.sql("memory").queryOne("select count(*) from t", Long.class))
                    .contains(1L);
        }
    }

    @Test
    void nowhereToPutThem_isTold() {
        assertThatThrownBy(() -> Backups.of(manager, "shop"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("backups.to");
    }

    /** Those in a directory, by name, that others than the user may read. */
    private static Map<String, String> readableByOthers(Path top) {
        try (Stream<Path> files = Files.walk(top)) {
            Map<String, String> modes = new TreeMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                if (!mode.endsWith("------")) {
                    modes.put(file.getFileName().toString(), mode);
                }
            }
            return modes;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void everythingWritten_isForTheUserAlone_alsoWhileItIsRestored() throws IOException {
        Map<String, String> seen = new ConcurrentHashMap<>();
        Set<String> names = ConcurrentHashMap.newKeySet();
        BackupListener watching = new BackupListener() {
            @Override
            public void progressed(Phase phase, long bytes) {
                try (Stream<Path> files = Files.list(directory)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        String name = file.getFileName().toString();
                        if (name.contains(".hawser-")) {
                            names.add(phase.name());
                            seen.put(name, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
                        }
                    }
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            }
        };
        Backups watched = backups().listener(watching).build();
        watched.take();
        watched.verify("latest");
        watched.restore("latest", RestoreOptions.DEFAULT.overwriting());
        assertThat(names).contains("TAKE", "RESTORE");
        assertThat(seen.values()).containsOnly("rw-------");
        assertThat(readableByOthers(directory.resolve("backups"))).isEmpty();
    }
}
