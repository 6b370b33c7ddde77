package dev.hawser.internal;

import dev.hawser.BackupSummary;
import dev.hawser.Health.BackupHealth;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How the backups of a database are. The catalogue may be on a file system that does not answer: it is read by one thread of its own, and whoever asks waits no longer than he
 * can, and gets what was known before. Thread-safe.
 */
final class BackupWatch {

    private final DatabaseConfig config;
    private final Upkeep upkeep;
    private final Executor workers;
    private final Ticker ticker;
    private final AtomicReference<@Nullable FutureTask<List<BackupSummary>>> reading = new AtomicReference<>();
    private volatile List<BackupSummary> known = List.of();
    private volatile @Nullable String unreadable;

    BackupWatch(DatabaseConfig config, Upkeep upkeep, Executor workers, Ticker ticker) {
        this.config = config;
        this.upkeep = upkeep;
        this.workers = workers;
        this.ticker = ticker;
    }

    /** Begins to look, unless somebody is looking. Does not block. */
    void look() {
        if (config.backups().to() == null || reading.get() != null) {
            return;
        }
        FutureTask<List<BackupSummary>> task = new FutureTask<>(upkeep::backups);
        if (reading.compareAndSet(null, task)) {
            try {
                workers.execute(task);
            } catch (RejectedExecutionException closing) {
                reading.set(null);
            }
        }
    }

    /** What was seen, or what was known before if that takes longer than {@code atMost}; null if there are no backups by configuration. */
    @Nullable
    BackupHealth seen(Duration atMost) {
        if (config.backups().to() == null) {
            return null;
        }
        FutureTask<List<BackupSummary>> task = reading.get();
        if (task != null) {
            await(task, atMost);
        }
        Instant now = ticker.instant();
        BackupSummary last =
                known.stream().filter(BackupSummary::good).findFirst().orElse(null);
        String failure = unreadable != null ? unreadable : upkeep.backupFailure();
        return new BackupHealth(
                last == null ? null : last.takenAt(),
                last == null ? null : Duration.between(last.takenAt(), now),
                last == null ? null : last.verifiedAt(),
                config.backups().oldest(),
                failure);
    }

    private void await(FutureTask<List<BackupSummary>> task, Duration atMost) {
        try {
            known = task.get(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
            unreadable = null;
            reading.compareAndSet(task, null);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            unreadable = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            reading.compareAndSet(task, null);
        } catch (TimeoutException silent) {
            unreadable = "the backups in " + config.backups().to() + " could not be read within "
                    + config.health().timeout().toMillis() + " ms";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
