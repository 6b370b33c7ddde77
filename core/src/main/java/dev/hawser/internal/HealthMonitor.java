package dev.hawser.internal;

import dev.hawser.Health;
import dev.hawser.Health.BackupHealth;
import dev.hawser.HealthStatus;
import dev.hawser.PoolStats;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.DurationText;
import dev.hawser.error.DatabaseException;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Knows how a database is: repeats the last real answer while it is fresh, with its age, and asks anew when it is not. Thread-safe. */
public final class HealthMonitor {

    /** An answer that took longer than this is a sign of trouble. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    /** How long an answer that was not good stands before it is asked again. */
    private static final Duration UNWELL = Duration.ofSeconds(5);

    private final DatabaseConfig config;
    private final HealthRound.Question question;
    private final Supplier<PoolStats> pool;
    private final Events events;
    private final Ticker ticker;
    private final BackupWatch backups;
    private volatile @Nullable Checked last;
    private volatile boolean outdated;

    /** {@code well}: its backups aside, for which nobody need ask more often. */
    private record Checked(Health health, boolean well, long at) {}

    public HealthMonitor(
            DatabaseConfig config,
            HealthRound.Question question,
            Supplier<PoolStats> pool,
            Events events,
            Upkeep upkeep,
            Threads threads) {
        this.config = config;
        this.question = question;
        this.pool = pool;
        this.events = events;
        this.ticker = threads.ticker();
        this.backups = new BackupWatch(config, upkeep, threads.workers(), ticker);
    }

    /** A bad sign was seen: what is known is not to be repeated. */
    public void outdated() {
        outdated = true;
    }

    /** Whether it is time to ask again though nobody wants to know: after the interval, and sooner while it is not well. */
    public boolean isDue() {
        Checked known = last;
        if (known == null || outdated) {
            return true;
        }
        Duration age = age(known);
        Duration patience = known.well() || config.health().interval().compareTo(UNWELL) < 0
                ? config.health().interval()
                : UNWELL;
        return !isWithin(patience, age);
    }

    private Duration age(Checked known) {
        return Duration.ofNanos(ticker.nanoTime() - known.at());
    }

    /** An answer from the future, before the clock went back, may be of any age. */
    private static boolean isWithin(Duration limit, Duration age) {
        return !age.isNegative() && age.compareTo(limit) < 0;
    }

    /** The last answer, beside the pool as it is now. */
    public Health last() {
        Checked known = last;
        return known == null ? nobodyAsked() : known.health().seen(age(known), pool.get());
    }

    private Health nobodyAsked() {
        return new Health(
                config.name(),
                HealthStatus.UNKNOWN,
                config.engine(),
                null,
                Instant.now(),
                Duration.ZERO,
                Duration.ZERO,
                null,
                null,
                0,
                pool.get(),
                List.of(),
                null,
                null);
    }

    public Health health(boolean force) {
        Checked cached = last;
        if (!force && !outdated && cached != null) {
            Duration age = age(cached);
            if (isWithin(config.health().interval(), age)) {
                return cached.health().seen(age, pool.get());
            }
        }
        return check();
    }

    private Health check() {
        outdated = false; // before asking, so that a bad sign meanwhile counts
        long startedAt = ticker.nanoTime();
        Instant timestamp = Instant.now();
        backups.look();
        HealthRound round = question.ask(config.health().timeout());
        long now = ticker.nanoTime();
        Duration took = Duration.ofNanos(now - startedAt);
        BackupHealth backup = backups.seen(config.health().timeout().minus(took));
        Checked before = last;
        HealthStatus status = status(round, pool.get(), took);
        Health health = judge(round, status, backup, timestamp, took, before);
        last = new Checked(health, status == HealthStatus.HEALTHY, now);
        tellChange(before, health);
        return health;
    }

    private Health judge(
            HealthRound round,
            HealthStatus works,
            @Nullable BackupHealth backup,
            Instant timestamp,
            Duration took,
            @Nullable Checked before) {
        PoolStats stats = pool.get();
        String missing = works == HealthStatus.HEALTHY && backup != null && backup.tooOld() ? missing(backup) : null;
        HealthStatus status = missing == null ? works : HealthStatus.DEGRADED;
        DatabaseException failure = round.failure();
        String error = works == HealthStatus.HEALTHY ? missing : reason(round, failure, stats, took);
        int failures = before == null || status != HealthStatus.UNHEALTHY
                ? 0
                : before.health().retryCount() + (before.health().status() == HealthStatus.UNHEALTHY ? 1 : 0);
        return new Health(
                config.name(),
                status,
                config.engine(),
                round.version(),
                timestamp,
                Duration.ZERO,
                took,
                error,
                failure == null || error == null ? null : failure.category(),
                failures,
                stats,
                round.hosts(),
                round.connectionCount(),
                backup);
    }

    private String missing(BackupHealth backup) {
        String limit = (config.backups().maxAge().isZero()
                        ? ", and twice the period of backups.schedule is "
                        : ", and backups.max-age is ")
                + DurationText.format(backup.maxAge());
        return config.name() + ": "
                + (backup.age() == null
                        ? "there is no good backup"
                        : "the newest good backup is from " + backup.lastGoodAt())
                + limit
                + (backup.failure() == null ? "" : "; " + backup.failure());
    }

    private static HealthStatus status(HealthRound round, PoolStats stats, Duration took) {
        if (!round.usable()) {
            return HealthStatus.UNHEALTHY;
        }
        boolean impaired = !round.allAvailable() || saturated(round, stats) || took.compareTo(SLOW) > 0;
        return impaired ? HealthStatus.DEGRADED : HealthStatus.HEALTHY;
    }

    private static boolean saturated(HealthRound round, PoolStats stats) {
        return round.exhausted() || (stats.pending() > 0 && stats.active() >= stats.size() + stats.maxOverflow());
    }

    private String reason(HealthRound round, @Nullable DatabaseException failure, PoolStats stats, Duration took) {
        if (failure != null) {
            return failure.getMessage();
        }
        if (saturated(round, stats)) {
            return config.name() + ": all " + stats.active() + " connections are in use and " + stats.pending()
                    + " callers wait";
        }
        if (!round.allAvailable()) {
            return config.name() + ": not every host is available: " + round.described();
        }
        return round.usable()
                ? config.name() + ": took " + took.toMillis() + " ms to answer"
                : config.name() + ": no host is a primary";
    }

    private void tellChange(@Nullable Checked before, Health now) {
        HealthStatus old =
                before == null ? HealthStatus.UNKNOWN : before.health().status();
        if (old != now.status()) {
            events.tell(new DatabaseEvent.HealthChanged(config.name(), old, now.status(), now.error()));
        }
    }
}
