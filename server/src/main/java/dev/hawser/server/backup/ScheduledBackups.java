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
 * Takes the backups that {@code backups.schedule} asks for, on a thread of its own, one after the other: each is taken, verified, and makes others unnecessary. One that fails
 * is told in the log, as an event and in the database's health, and the next comes at its time. Thread-safe.
 */
public final class ScheduledBackups implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ScheduledBackups.class);

    /** How often it looks at the clock, which may jump, on a machine that may have slept. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** How long a backup that was interrupted may take to clean up. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

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

    /** Of the backups' own thread, but for the state. */
    private static final class Plan {
        final String database;
        volatile State state;

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
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hawser-backups");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to look at the clock, if anything is scheduled. */
    public void start() {
        if (!plans.isEmpty()) {
            timer.scheduleWithFixedDelay(this::tick, PERIOD.toNanos(), PERIOD.toNanos(), TimeUnit.NANOSECONDS);
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

    /** Takes what is due now. For one thread at a time: its own, or a test's. */
    public void tick() {
        for (Plan plan : plans) {
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
        Instant taken = newestGood(plan.database);
        if (taken != null && !taken.isBefore(due)) { // by somebody else
            plan.state = new State(state.schedule(), next(state.schedule(), taken), null);
            return;
        }
        Instant now = ticker.instant();
        plan.state = new State(state.schedule(), due, now);
        try {
            take(plan.database);
        } finally {
            plan.state = new State(state.schedule(), next(state.schedule(), now), null);
        }
    }

    private Instant next(BackupSchedule schedule, Instant moment) {
        return schedule.next(moment.atZone(zone)).toInstant();
    }

    /** A period goes on from the last backup, whoever took it: a server that is often started anew takes them all the same. A time of day that has passed is not made up for. */
    private Instant first(Plan plan) {
        Instant now = ticker.instant();
        if (!(plan.state.schedule() instanceof BackupSchedule.Every every)) {
            return next(plan.state.schedule(), now);
        }
        Instant taken = newestGood(plan.database);
        return taken == null ? now : next(every, taken);
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

    private void take(String database) {
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
        } catch (RuntimeException failed) {
            if (closed) {
                log.atInfo()
                        .setMessage("a scheduled backup was ended, because the server stops")
                        .addKeyValue("database", database)
                        .log();
                return;
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
