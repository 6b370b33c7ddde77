package dev.hawser.internal.retry;

import dev.hawser.Deadline;
import dev.hawser.config.RetryConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Calls work again while that is safe and worthwhile. Thread-safe. */
public final class RetryPolicy {

    /** Is told before each pause. */
    @FunctionalInterface
    public interface Observer {
        void retrying(int attempt, Duration delay, DatabaseException cause);
    }

    /** How the time before the next attempt is spent. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration delay) throws InterruptedException;
    }

    private final RetryConfig config;
    private final RetryBudget budget;
    private final Pause pause;
    private final Ticker ticker;
    private final Observer observer;

    public RetryPolicy(RetryConfig config, RetryBudget budget, Ticker ticker, Observer observer) {
        this(config, budget, ticker::sleep, ticker, observer);
    }

    /** As above, where the time between attempts is spent in another way. */
    public RetryPolicy(RetryConfig config, RetryBudget budget, Pause pause, Ticker ticker, Observer observer) {
        this.config = config;
        this.budget = budget;
        this.pause = pause;
        this.ticker = ticker;
        this.observer = observer;
    }

    /** This policy with other bounds. */
    public RetryPolicy with(int maxRetries, Duration firstDelay) {
        RetryConfig other =
                new RetryConfig(maxRetries, firstDelay, config.maxDelay(), config.jitter(), config.conflictDelay());
        return new RetryPolicy(other, budget, pause, ticker, observer);
    }

    /**
     * Calls {@code work} until it succeeds, fails with something that must not run again, or has used up the retries, the budget or the time. The last error is
     * thrown as it is, with the number of attempts noted in it.
     */
    public <T extends @Nullable Object> T call(
            @Nullable Deadline deadline, Predicate<DatabaseException> mayRunAgain, Callable<T> work) throws Exception {
        return call(deadline, mayRunAgain, this::delay, work);
    }

    /**
     * As {@link #call}, for work that finds another connection by itself when it runs again, on another host if need be: the first time that is no reason to wait, and later
     * it waits as after a conflict.
     */
    public <T extends @Nullable Object> T callElsewhere(
            @Nullable Deadline deadline, Predicate<DatabaseException> mayRunAgain, Callable<T> work) throws Exception {
        return call(deadline, mayRunAgain, this::delayElsewhere, work);
    }

    private Duration delay(DatabaseException error, int attempt) {
        return Backoff.of(config, error.category()).delay(attempt);
    }

    private Duration delayElsewhere(DatabaseException error, int attempt) {
        if (!error.category().suspectsHost()) {
            return delay(error, attempt);
        }
        return attempt == 1
                ? Duration.ZERO
                : Backoff.of(config, ErrorCategory.SERIALIZATION).delay(attempt - 1);
    }

    private interface Delays {
        Duration before(DatabaseException error, int attempt);
    }

    private <T extends @Nullable Object> T call(
            @Nullable Deadline deadline, Predicate<DatabaseException> mayRunAgain, Delays delays, Callable<T> work)
            throws Exception {
        budget.earn();
        for (int attempt = 1; ; attempt++) {
            try {
                return work.call();
            } catch (DatabaseException error) {
                if (attempt > 1) {
                    error.attempted(attempt, Instant.now());
                }
                if (attempt > config.maxRetries() || !mayRunAgain.test(error)) {
                    throw error;
                }
                pause(deadline, attempt, delays.before(error, attempt), error);
            }
        }
    }

    private void pause(@Nullable Deadline deadline, int attempt, Duration delay, DatabaseException error) {
        boolean inTime = deadline == null || deadline.remainingNanos(ticker.nanoTime()) > delay.toNanos();
        if (!inTime || !budget.spend()) {
            throw error;
        }
        observer.retrying(attempt, delay, error);
        if (delay.isZero()) {
            return;
        }
        try {
            pause.pause(delay);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            error.addSuppressed(interrupted);
            throw error;
        }
    }

    /** Errors after which nothing was done, whatever the work was. */
    public static boolean nothingWasDone(DatabaseException error) {
        return error.category().rerun() == ErrorCategory.Rerun.YES;
    }

    /** Errors after which work that is safe to repeat may be repeated. */
    public static boolean repeatable(DatabaseException error) {
        return error.category().rerun() != ErrorCategory.Rerun.NO;
    }

    /** Errors after which a whole transaction is known to have been rolled back. */
    public static boolean rolledBack(DatabaseException error) {
        return error.category().rerun() == ErrorCategory.Rerun.TRANSACTION;
    }
}
