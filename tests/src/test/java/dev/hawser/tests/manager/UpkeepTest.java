package dev.hawser.tests.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.BackupSummary;
import dev.hawser.Database;
import dev.hawser.DatabaseManager;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.MigrationSummary;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.SetupFailedException;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.spi.BackupService;
import dev.hawser.spi.MigrationService;
import dev.hawser.spi.OpenDatabase;
import dev.hawser.testkit.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a manager makes of the services that migrate databases and take backups of them. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class UpkeepTest {

    @TempDir
    Path directory;

    private final List<DatabaseEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();

    /** Makes a table, unless something is wrong. */
    private class Migrations implements MigrationService {

        volatile RuntimeException wrong;

        @Override
        public MigrationSummary up(OpenDatabase database) {
            calls.add("up");
            refuseIfWrong();
            ((SqlDatabase) database.database()).update("create table if not exists orders (id int)");
            return new MigrationSummary(List.of("1 orders"), "1", Duration.ofMillis(3));
        }

        @Override
        public void validate(OpenDatabase database) {
            calls.add("validate");
            refuseIfWrong();
        }

        private void refuseIfWrong() {
            RuntimeException error = wrong;
            if (error != null) {
                throw error;
            }
        }
    }

    /** A catalogue in memory. */
    private class Backups implements BackupService {

        final List<BackupSummary> catalogue = new CopyOnWriteArrayList<>();
        volatile RuntimeException wrong;

        @Override
        public List<BackupSummary> list(OpenDatabase database) {
            if (wrong != null) {
                throw wrong;
            }
            return new ArrayList<>(catalogue);
        }

        @Override
        public BackupSummary take(OpenDatabase database) {
            calls.add("take");
            if (wrong != null) {
                throw wrong;
            }
            BackupSummary taken = summary("b" + catalogue.size(), Duration.ZERO, false, null);
            catalogue.add(0, taken);
            return taken;
        }

        @Override
        public BackupSummary verify(OpenDatabase database, String id) {
            calls.add("verify " + id);
            BackupSummary verified = summary(id, Duration.ZERO, true, null);
            catalogue.set(0, verified);
            return verified;
        }

        @Override
        public void prune(OpenDatabase database) {
            calls.add("prune");
        }
    }

    private static BackupSummary summary(String id, Duration age, boolean verified, String problem) {
        Instant at = Instant.now().minus(age);
        return new BackupSummary(id, at, Duration.ofSeconds(1), 1_000, false, verified ? at : null, problem);
    }

    private DatabaseOptions shop() {
        return DatabaseOptions.of("shop")
                .url("sqlite:///" + directory.resolve("shop.db"))
                .set("retry.first-delay", "10ms")
                .set("retry.max-delay", "10ms");
    }

    private DatabaseOptions backedUp() {
        return shop().set("backups.to", directory.resolve("backups"));
    }

    private DatabaseManager.Builder builder(DatabaseOptions options) {
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(options)
                .listener(events::add);
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------- migrations

    @Test
    void migrate_asksTheService_alsoThroughAView() {
        try (DatabaseManager manager =
                builder(shop()).migrations(new Migrations()).open()) {
            assertThat(calls).isEmpty();
            assertThat(manager.sql().withLabel("start").migrate().applied()).containsExactly("1 orders");
            assertThat(manager.sql().query("select * from orders")).isEmpty();
        }
    }

    @Test
    void onStart_up_migratesBeforeTheDatabaseIsHandedOut() {
        try (DatabaseManager manager = builder(shop().set("migrations.on-start", "up"))
                .migrations(new Migrations())
                .open()) {
            assertThat(manager.sql().query("select * from orders")).isEmpty();
            assertThat(calls).containsExactly("up");
        }
    }

    @Test
    void onStart_aside_isNotLookedAt() {
        try (DatabaseManager manager = builder(shop().set("migrations.on-start", "up"))
                .migrations(new Migrations())
                .withoutMigrationsAtStart()
                .open()) {
            assertThat(manager.names()).containsExactly("shop");
            assertThat(calls).isEmpty();
        }
    }

    @Test
    void onStart_migrationThatFails_isASetUpError() {
        Migrations migrations = new Migrations();
        migrations.wrong = new IllegalStateException("V1__orders.sql:3: no such thing");
        for (String wanted : List.of("up", "validate")) {
            SetupFailedException failed = catchThrowableOfType(
                    SetupFailedException.class,
                    () -> builder(shop().set("migrations.on-start", wanted))
                            .migrations(migrations)
                            .open());
            DatabaseException error = failed.causes().get("shop");
            assertThat(error.category()).isEqualTo(ErrorCategory.REFUSED);
            assertThat(error)
                    .hasMessageContaining(
                            "shop: migrations.on-start = " + wanted + ": V1__orders.sql:3: no such thing");
        }
        assertThat(calls).containsExactly("up", "validate");
    }

    @Test
    void onStart_migrationThatFailed_isNotRunAgain_andHealsOnceSomebodyHasPutItRight() throws Exception {
        CountDownLatch askedAgain = new CountDownLatch(2);
        CountDownLatch healed = new CountDownLatch(1);
        Migrations migrations = new Migrations() {
            @Override
            public void validate(OpenDatabase database) {
                askedAgain.countDown();
                super.validate(database);
            }
        };
        migrations.wrong = new IllegalStateException("wrong");
        try (DatabaseManager manager = builder(shop().set("migrations.on-start", "up"))
                .database(DatabaseOptions.of("other").url("sqlite::memory:"))
                .migrations(migrations)
                .listener(event -> {
                    if (event instanceof DatabaseEvent.Healed) {
                        healed.countDown();
                    }
                })
                .open()) {
            assertThatThrownBy(() -> manager.database("shop")).hasMessageContaining("wrong");
            assertThat(askedAgain.await(20, TimeUnit.SECONDS)).isTrue();
            migrations.wrong = null;
            assertThat(healed.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(manager.database("shop").name()).isEqualTo("shop");
            assertThat(calls.stream().filter("up"::equals)).hasSize(1);
        }
    }

    @Test
    void onStart_serverThatWasLostMeanwhile_isMigratedAgain() throws Exception {
        CountDownLatch healed = new CountDownLatch(1);
        Migrations migrations = new Migrations() {
            @Override
            public MigrationSummary up(OpenDatabase database) {
                try {
                    return super.up(database);
                } finally {
                    wrong = null;
                }
            }
        };
        migrations.wrong = new IllegalStateException(
                "step 1 failed", new DatabaseException(ErrorCategory.CONNECTION_LOST, "the server is gone"));
        try (DatabaseManager manager = builder(shop().set("migrations.on-start", "up"))
                .database(DatabaseOptions.of("other").url("sqlite::memory:"))
                .migrations(migrations)
                .listener(event -> {
                    if (event instanceof DatabaseEvent.Healed) {
                        healed.countDown();
                    }
                })
                .open()) {
            assertThat(healed.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(manager.sql("shop").query("select * from orders")).isEmpty();
            assertThat(calls).containsExactly("up", "up");
        }
    }

    @Test
    void onStart_inBackground_isNotHandedOutBefore() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch began = new CountDownLatch(1);
        MigrationService slow = new Migrations() {
            @Override
            public MigrationSummary up(OpenDatabase database) {
                began.countDown();
                await(goOn);
                return super.up(database);
            }
        };
        try (DatabaseManager manager = builder(shop().set("migrations.on-start", "up"))
                .migrations(slow)
                .inBackground()
                .open()) {
            assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> manager.database("shop")).hasMessageContaining("is being set up");
            goOn.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---------------------------------------------------------------------------------------------------------------------------------------------- backups

    @Test
    void takeBackup_takesVerifiesPrunes_andTellsIt() {
        Backups backups = new Backups();
        try (DatabaseManager manager = builder(backedUp()).backups(backups).open()) {
            BackupSummary taken = manager.database().takeBackup();
            assertThat(calls).containsExactly("take", "verify b0", "prune");
            assertThat(manager.database().backups()).containsExactly(taken);
            assertThat(taken.verifiedAt()).isNotNull();
            assertThat(events)
                    .contains(new DatabaseEvent.BackupCompleted("shop", "b0", Duration.ofSeconds(1), 1_000, true));
        }
    }

    @Test
    void takeBackup_thatIsNotGood_keepsTheOlderOnes_andSaysSo() {
        Backups backups = new Backups() {
            @Override
            public BackupSummary verify(OpenDatabase database, String id) {
                return summary(id, Duration.ZERO, false, "table orders has 2 rows instead of 3");
            }
        };
        try (DatabaseManager manager = builder(backedUp()).backups(backups).open()) {
            assertThatThrownBy(() -> manager.database().takeBackup())
                    .hasMessageContaining("b0 was taken, and is not good: table orders has 2 rows");
            assertThat(calls).containsExactly("take");
            assertThat(events).anyMatch(DatabaseEvent.BackupFailed.class::isInstance);
            Health.BackupHealth health = manager.database().health(true).backup();
            assertThat(health.failure()).contains("2 rows instead of 3");
        }
    }

    @Test
    void takeBackup_notVerifiedByConfiguration_isOnlyTaken() {
        try (DatabaseManager manager = builder(backedUp().set("backups.verify", false))
                .backups(new Backups())
                .open()) {
            assertThat(manager.database().takeBackup().verifiedAt()).isNull();
            assertThat(calls).containsExactly("take", "prune");
        }
    }

    @Test
    void takeBackup_whileOneIsTaken_isRefused() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Backups backups = new Backups() {
            @Override
            public BackupSummary take(OpenDatabase database) {
                began.countDown();
                UpkeepTest.await(goOn);
                return super.take(database);
            }
        };
        try (DatabaseManager manager = builder(backedUp()).backups(backups).open()) {
            FutureTask<BackupSummary> first =
                    new FutureTask<>(() -> manager.database().takeBackup());
            Thread thread = new Thread(first, "first backup");
            thread.start();
            assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> manager.database().takeBackup())
                    .hasMessageContaining("this process is taking one already");
            goOn.countDown();
            assertThat(first.get(20, TimeUnit.SECONDS).id()).isEqualTo("b0");
            thread.join(20_000);
            assertThat(manager.database().takeBackup().id()).isEqualTo("b1");
        }
    }

    @Test
    void takeBackup_withoutAPlace_isRefused() {
        try (DatabaseManager manager = builder(shop()).backups(new Backups()).open()) {
            assertThatThrownBy(() -> manager.database().takeBackup()).hasMessageContaining("Set backups.to");
            assertThat(manager.database().backups()).isEmpty();
            assertThat(manager.database().health(true).backup()).isNull();
        }
    }

    @Test
    void health_newestGoodBackup_andDegradedWhenItIsTooOld() {
        Backups backups = new Backups();
        try (DatabaseManager manager = builder(backedUp().set("backups.max-age", "2h"))
                .backups(backups)
                .open()) {
            Database shop = manager.database();
            Health none = shop.health(true);
            assertThat(none.status()).isEqualTo(HealthStatus.DEGRADED);
            assertThat(none.error()).isEqualTo("shop: there is no good backup, and backups.max-age is 2h");

            backups.catalogue.add(summary("bad", Duration.ofMinutes(1), true, "truncated"));
            backups.catalogue.add(summary("old", Duration.ofHours(3), true, null));
            Health old = shop.health(true);
            assertThat(old.status()).isEqualTo(HealthStatus.DEGRADED);
            assertThat(old.error()).contains("the newest good backup is from ", "backups.max-age is 2h");
            assertThat(old.backup().verifiedAt()).isNotNull();

            backups.catalogue.add(0, summary("new", Duration.ofHours(1), false, null));
            Health good = shop.health(true);
            assertThat(good.status()).isEqualTo(HealthStatus.HEALTHY);
            assertThat(good.backup().age()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
            assertThat(good.backup().verifiedAt()).isNull();
            assertThat(good.backup().maxAge()).isEqualTo(Duration.ofHours(2));
        }
    }

    @Test
    void health_catalogueThatCannotBeRead_saysSo_andIsInTime() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Backups backups = new Backups() {
            @Override
            public List<BackupSummary> list(OpenDatabase database) {
                if (wrong == null) {
                    UpkeepTest.await(goOn); // as a file system that does not answer
                }
                return super.list(database);
            }
        };
        try (DatabaseManager manager = builder(backedUp().set("health.timeout", "100ms"))
                .backups(backups)
                .open()) {
            Database shop = manager.database();
            assertThat(shop.health(true).backup().failure()).contains("could not be read within 100 ms");
            goOn.countDown();
            backups.wrong = new IllegalStateException("no such directory");
            while (!String.valueOf(shop.health(true).backup().failure()).contains("no such directory")) {
                Thread.onSpinWait(); // until the reading that hung has ended, and another has failed
            }
        }
    }
}
