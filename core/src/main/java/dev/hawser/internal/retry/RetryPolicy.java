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

    private final RetryConfig config;
    private final RetryBudget budget;
    private final Ticker ticker;
    private final Observer observer;

    public RetryPolicy(RetryConfig config, RetryBudget budget, Ticker ticker, Observer observer) {
        this.config = config;
        this.budget = budget;
        this.ticker = ticker;
        this.observer = observer;
    }

    /** This policy with other bounds. */
    public RetryPolicy with(int maxRetries, Duration firstDelay) {
        RetryConfig other =
                new RetryConfig(maxRetries, firstDelay, config.maxDelay(), config.jitter(), config.conflictDelay());
        return new RetryPolicy(other, budget, ticker, observer);
    }

    /**
     * Calls {@code work} until it succeeds, fails with something that must not run again, or has used up the retries, the budget or the time. The last error is
     * thrown as it is, with the number of attempts noted in it.
     */
    public <T extends @Nullable Object> T call(
            @Nullable Deadline deadline, Predicate<DatabaseException> mayRunAgain, Callable<T> work) throws Exception {
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
                pause(deadline, attempt, error);
            }
        }
    }

    private void pause(@Nullable Deadline deadline, int attempt, DatabaseException error) {
        Duration delay = Backoff.of(config, error.category()).delay(attempt);
        boolean inTime = deadline == null || deadline.remainingNanos(ticker.nanoTime()) > delay.toNanos();
        if (!inTime || !budget.spend()) {
            throw error;
        }
        observer.retrying(attempt, delay, error);
        try {
            ticker.sleep(delay);
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
