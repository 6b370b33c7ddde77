package dev.hawser.server.backup;

import dev.hawser.BackupSummary;
import dev.hawser.DatabaseManager;
import dev.hawser.config.BackupSchedule;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the backups that {@code backups.schedule} asks for, on a thread for each database, so that one that hangs holds up no other: each is taken, verified, and makes others
 * unnecessary. One that fails is told in the log, as an event and in the database's health, and tried again a few times before the next comes at its time. A time that passed while
 * nobody was there to take it is made up for. Thread-safe.
 */
public final class ScheduledBackups implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ScheduledBackups.class);

    /** How often it looks at the clock, which may jump, on a machine that may have slept. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** How long a backup that was interrupted may take to clean up. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    /** How long after one that failed it is tried again, each time: a server that is started anew, a disk on which room is made. */
    private static final List<Duration> RETRIES =
            List.of(Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofMinutes(20), Duration.ofMinutes(40));

    private final DatabaseManager databases;
    private final Ticker ticker;
    private final ZoneId zone;
    private final List<Plan> plans = new ArrayList<>();
    private final ScheduledThreadPoolExecutor timer;
    private volatile boolean closed;

    /**
     * The backups of one database, as others see them. Immutable.
     *
     * @param schedule when they are taken
     * @param next when the next one is due; null if that is not known yet
     * @param runningSince since when one is being taken; null if none is
     */
    public record State(
            BackupSchedule schedule,
            @Nullable Instant next,
            @Nullable Instant runningSince) {}

    /** Of its own thread, but for the state. */
    private static final class Plan {
        final String database;
        volatile State state;

        /** The time of the schedule that the next backup is for, if that is an attempt to make up for one that failed; null if not. */
        @Nullable
        Instant missed;

        int failures;

        Plan(String database, BackupSchedule schedule) {
            this.database = database;
            this.state = new State(schedule, null, null);
        }
    }

    /** {@code zone}: whose time of day schedules mean. */
    public ScheduledBackups(DatabaseManager databases, Ticker ticker, ZoneId zone) {
        this.databases = databases;
        this.ticker = ticker;
        this.zone = zone;
        for (DatabaseConfig database : databases.config().databases()) {
            BackupSchedule schedule = database.backups().schedule();
            if (schedule != null) {
                plans.add(new Plan(database.name(), schedule));
            }
        }
        this.timer = new ScheduledThreadPoolExecutor(Math.max(1, plans.size()), task -> {
            Thread thread = new Thread(task, "hawser-backups");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to look at the clock, if anything is scheduled. */
    public void start() {
        for (Plan plan : plans) {
            timer.scheduleWithFixedDelay(() -> tick(plan), PERIOD.toNanos(), PERIOD.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** The backups of a database; null if none are scheduled. */
    public @Nullable State of(String database) {
        return plans.stream()
                .filter(plan -> plan.database.equals(database))
                .findFirst()
                .map(plan -> plan.state)
                .orElse(null);
    }

    /** Takes what is due now, one after the other, for a test: without {@link #start}, and on one thread at a time. */
    void tick() {
        plans.forEach(this::tick);
    }

    private void tick(Plan plan) {
        if (closed) {
            return;
        }
        try {
            look(plan);
        } catch (RuntimeException failed) {
            if (!closed && !databases.isClosed()) {
                log.atError()
                        .setMessage("a schedule of backups failed")
                        .addKeyValue("database", plan.database)
                        .setCause(failed)
                        .log();
            }
        }
    }

    private void look(Plan plan) {
        State state = plan.state;
        Instant due = state.next() == null ? first(plan) : state.next();
        plan.state = new State(state.schedule(), due, null);
        // A database that is not set up is waited for, and has told why it is not.
        boolean isThere = !databases.setupErrors().containsKey(plan.database);
        if (due.isAfter(ticker.instant()) || !isThere) {
            return;
        }
        Instant wanted = plan.missed == null ? due : plan.missed;
        Instant taken = newestGood(plan.database);
        if (taken != null && !taken.isBefore(wanted)) { // by somebody else
            wait(plan, next(state.schedule(), taken));
            return;
        }
        Instant now = ticker.instant();
        plan.state = new State(state.schedule(), due, now);
        boolean done = false;
        try {
            done = take(plan.database);
        } finally {
            Instant next = next(state.schedule(), now);
            if (done) {
                wait(plan, next);
            } else {
                tryAgain(plan, wanted, next);
            }
        }
    }

    private static void wait(Plan plan, Instant next) {
        plan.missed = null;
        plan.failures = 0;
        plan.state = new State(plan.state.schedule(), next, null);
    }

    /** {@code next}: when the schedule wants one again, by which this has to be given up. */
    private void tryAgain(Plan plan, Instant wanted, Instant next) {
        if (plan.failures < RETRIES.size()) {
            Instant again = ticker.instant().plus(RETRIES.get(plan.failures));
            if (again.isBefore(next)) {
                plan.missed = wanted;
                plan.failures++;
                plan.state = new State(plan.state.schedule(), again, null);
                return;
            }
        }
        wait(plan, next);
    }

    private Instant next(BackupSchedule schedule, Instant moment) {
        return schedule.next(moment.atZone(zone)).toInstant();
    }

    /**
     * The first time after the last backup, whoever took it, which may have passed: a server that is often started anew, or was down at that time, takes them all the same. Where there
     * is none yet a period begins at once, and a time of day is waited for.
     */
    private Instant first(Plan plan) {
        BackupSchedule schedule = plan.state.schedule();
        Instant taken = newestGood(plan.database);
        if (taken != null) {
            return next(schedule, taken);
        }
        Instant now = ticker.instant();
        return schedule instanceof BackupSchedule.Every ? now : next(schedule, now);
    }

    private @Nullable Instant newestGood(String database) {
        try {
            return databases.configured(database).backups().stream()
                    .filter(BackupSummary::good)
                    .findFirst()
                    .map(BackupSummary::takenAt)
                    .orElse(null);
        } catch (RuntimeException unreadable) {
            return null; // taking one will say so
        }
    }

    /** Whether it was taken. */
    private boolean take(String database) {
        boolean done = false;
        try {
            BackupSummary taken = databases.database(database).takeBackup();
            log.atInfo()
                    .setMessage("a scheduled backup was taken")
                    .addKeyValue("database", database)
                    .addKeyValue("backup", taken.id())
                    .addKeyValue("bytes", taken.bytes())
                    .addKeyValue("verified", taken.verifiedAt() != null)
                    .addKeyValue("after_ms", taken.took().toMillis())
                    .log();
            done = true;
        } catch (RuntimeException failed) {
            if (closed) {
                log.atInfo()
                        .setMessage("a scheduled backup was ended, because the server stops")
                        .addKeyValue("database", database)
                        .log();
                return false;
            }
            log.atWarn()
                    .setMessage("a scheduled backup failed")
                    .addKeyValue("database", database)
                    .addKeyValue("error", failed.getMessage() == null ? failed.toString() : failed.getMessage())
                    .log();
        }
        if (!closed) {
            databases.configured(database).health(true); // so that it is seen at once
        }
        return done;
    }

    /** Ends a backup that is being taken, and waits up to 10 s until it has cleaned up. Again has no effect. */
    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(STOP_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                log.warn("a scheduled backup does not end, and is left to itself");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
