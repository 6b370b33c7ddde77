package dev.hawser.server.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.BackupSummary;
import dev.hawser.DatabaseManager;
import dev.hawser.HealthStatus;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.spi.OpenDatabase;
import dev.hawser.spi.Ticker;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.ManualTicker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class ScheduledBackupsTest {

    /** It is Thursday, 1 January 1970, 00:00. */
    private final ManualTicker ticker = new ManualTicker();

    private final InMemoryBackups backups = new InMemoryBackups(ticker);
    private final List<DatabaseEvent> events = new CopyOnWriteArrayList<>();

    @TempDir
    Path directory;

    private DatabaseManager open(InMemoryBackups service, String... schedules) {
        DatabaseManager.Builder builder = DatabaseManager.builder(ConfigSources.in(directory))
                .backups(service)
                .listener(events::add);
        for (int i = 0; i < schedules.length; i++) {
            builder.database(DatabaseOptions.of("db" + i)
                    .url("sqlite::memory:")
                    .set("backups.to", directory.resolve("backups"))
                    .set("backups.schedule", schedules[i].isEmpty() ? null : schedules[i]));
        }
        return builder.open();
    }

    private ScheduledBackups schedule(DatabaseManager manager) {
        return new ScheduledBackups(manager, ticker, ZoneOffset.UTC);
    }

    /** The moments at which backups of a database were taken, the first first. */
    private List<Instant> taken(String database) {
        List<Instant> taken = new ArrayList<>();
        backups.of(database).forEach(backup -> taken.add(0, backup.takenAt()));
        return taken;
    }

    private static Instant at(String text) {
        return Instant.parse("1970-01-" + text + "Z");
    }

    @Test
    void tick_overDays_takesEachAtItsTime_verified() {
        try (DatabaseManager manager = open(backups, "daily 03:00", "weekly sunday 04:30", "20h", "");
                ScheduledBackups scheduled = schedule(manager)) {
            for (int minute = 0; minute <= 4 * 24 * 60; minute += 30) {
                scheduled.tick();
                ticker.advance(Duration.ofMinutes(30));
            }
            assertThat(taken("db0"))
                    .containsExactly(at("01T03:00:00"), at("02T03:00:00"), at("03T03:00:00"), at("04T03:00:00"));
            assertThat(taken("db1")).containsExactly(at("04T04:30:00"));
            assertThat(taken("db2"))
                    .containsExactly(
                            at("01T00:00:00"),
                            at("01T20:00:00"),
                            at("02T16:00:00"),
                            at("03T12:00:00"),
                            at("04T08:00:00"));
            assertThat(backups.of("db0")).allMatch(backup -> backup.verifiedAt() != null);
            assertThat(taken("db3")).isEmpty();
            assertThat(scheduled.of("db3")).isNull();
            assertThat(scheduled.of("db0").next()).isEqualTo(at("05T03:00:00"));
        }
    }

    @Test
    void tick_period_goesOnFromTheLastBackup_alsoInANewProcess() {
        ticker.advance(Duration.ofHours(100));
        backups.with("db0", "yesterday", ticker.instant().minus(Duration.ofHours(23)), false, null);
        try (DatabaseManager manager = open(backups, "24h");
                ScheduledBackups scheduled = schedule(manager)) {
            scheduled.tick();
            assertThat(backups.of("db0")).hasSize(1);
            ticker.advance(Duration.ofHours(1));
            scheduled.tick();
            assertThat(backups.of("db0")).hasSize(2);
        }
    }

    @Test
    void tick_somebodyElseHasTakenIt_isNotTakenAgain() {
        try (DatabaseManager manager = open(backups, "daily 03:00");
                ScheduledBackups scheduled = schedule(manager)) {
            scheduled.tick();
            ticker.advance(Duration.ofHours(4));
            backups.with("db0", "others", at("01T03:00:01"), true, null);
            scheduled.tick();
            assertThat(backups.of("db0")).hasSize(1);
            assertThat(scheduled.of("db0").next()).isEqualTo(at("02T03:00:00"));
        }
    }

    @Test
    void tick_timeThatPassedWhileNobodyWasThere_isMadeUpFor_once() {
        ticker.advance(Duration.ofHours(60)); // the 3rd, at 12:00
        backups.with("db0", "two-days-ago", at("01T03:00:00"), true, null);
        try (DatabaseManager manager = open(backups, "daily 03:00", "daily 03:00");
                ScheduledBackups scheduled = schedule(manager)) {
            scheduled.tick();
            scheduled.tick();
            assertThat(taken("db0")).containsExactly(at("01T03:00:00"), at("03T12:00:00"));
            assertThat(scheduled.of("db0").next()).isEqualTo(at("04T03:00:00"));
            assertThat(taken("db1")).as("nothing was missed by one that is new").isEmpty();
        }
    }

    /** Fails until a moment, and counts how often. */
    private InMemoryBackups failingUntil(Instant moment, List<Instant> attempts) {
        return new InMemoryBackups(ticker) {
            @Override
            public BackupSummary take(OpenDatabase database) {
                attempts.add(ticker.instant());
                if (ticker.instant().isBefore(moment)) {
                    throw new IllegalStateException("the disk is full");
                }
                return super.take(database);
            }
        };
    }

    @Test
    void tick_backupThatFails_isSeen_andTriedAgainAFewTimes_thenAtItsTime() {
        List<Instant> attempts = new ArrayList<>();
        InMemoryBackups failing = failingUntil(at("02T00:00:00"), attempts);
        try (DatabaseManager manager = open(failing, "daily 03:00");
                ScheduledBackups scheduled = schedule(manager)) {
            scheduled.tick();
            ticker.advance(Duration.ofHours(3));
            scheduled.tick();
            scheduled.tick(); // nothing more is due
            assertThat(events.stream().filter(DatabaseEvent.BackupFailed.class::isInstance))
                    .containsExactly(new DatabaseEvent.BackupFailed("db0", "the disk is full"));
            assertThat(manager.configured("db0").lastHealth().backup().failure())
                    .isEqualTo("the disk is full");
            assertThat(manager.configured("db0").lastHealth().backup().maxAge())
                    .as("twice the period, as nothing else is said")
                    .isEqualTo(Duration.ofDays(2));
            assertThat(manager.configured("db0").lastHealth().status()).isEqualTo(HealthStatus.DEGRADED);
            for (int minute = 0; minute < 24 * 60; minute += 5) {
                ticker.advance(Duration.ofMinutes(5));
                scheduled.tick();
            }
            assertThat(attempts)
                    .containsExactly(
                            at("01T03:00:00"),
                            at("01T03:05:00"),
                            at("01T03:15:00"),
                            at("01T03:35:00"),
                            at("01T04:15:00"),
                            at("02T03:00:00"));
            assertThat(failing.of("db0")).hasSize(1);
            assertThat(manager.configured("db0").lastHealth().backup().failure())
                    .isNull();
        }
    }

    @Test
    void tick_whatFailedIsTriedAgain_unlessSomebodyElseHasTakenItMeanwhile() {
        List<Instant> attempts = new ArrayList<>();
        InMemoryBackups failing = failingUntil(at("01T03:04:00"), attempts);
        try (DatabaseManager manager = open(failing, "daily 03:00", "daily 03:00");
                ScheduledBackups scheduled = schedule(manager)) {
            scheduled.tick();
            ticker.advance(Duration.ofHours(3));
            scheduled.tick();
            failing.with("db1", "others", at("01T03:02:00"), true, null);
            ticker.advance(Duration.ofMinutes(5));
            scheduled.tick();
            assertThat(failing.of("db0")).hasSize(1);
            assertThat(failing.of("db1")).hasSize(1);
            assertThat(scheduled.of("db0").next()).isEqualTo(at("02T03:00:00"));
            assertThat(scheduled.of("db1").next()).isEqualTo(at("02T03:00:00"));
        }
    }

    @Test
    void oneThatHangs_holdsUpNoOther_andCloseInterruptsItAtOnce() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(1);
        InMemoryBackups slow = new InMemoryBackups(Ticker.SYSTEM) {
            @Override
            public BackupSummary take(OpenDatabase database) {
                if (!database.config().name().equals("db0")) {
                    other.countDown();
                    return super.take(database);
                }
                began.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    interrupted.countDown();
                }
                throw new IllegalStateException("interrupted");
            }
        };
        try (DatabaseManager manager = open(slow, "24h", "24h")) {
            ScheduledBackups scheduled = new ScheduledBackups(manager, Ticker.SYSTEM, ZoneOffset.UTC);
            scheduled.start();
            assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(scheduled.of("db0").runningSince()).isNotNull();
            assertThat(other.await(20, TimeUnit.SECONDS)).isTrue();
            long startedAt = System.nanoTime();
            scheduled.close();
            assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(9));
            assertThat(interrupted.getCount()).isZero();
            assertThat(slow.of("db0")).isEmpty();
        }
    }
}
