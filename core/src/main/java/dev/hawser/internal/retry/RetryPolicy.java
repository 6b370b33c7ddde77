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

    /** Good news, for which work that failed may be tried again before its delay is over. */
    @FunctionalInterface
    public interface News {

        /** Waits for it, for {@code delay} at most. Returns whether it came. */
        boolean await(Duration delay) throws InterruptedException;
    }

    private final RetryConfig config;
    private final @Nullable RetryBudget budget;
    private final @Nullable News news;
    private final Ticker ticker;
    private final Observer observer;

    private RetryPolicy(
            RetryConfig config, @Nullable RetryBudget budget, @Nullable News news, Ticker ticker, Observer observer) {
        this.config = config;
        this.budget = budget;
        this.news = news;
        this.ticker = ticker;
        this.observer = observer;
    }

    /** Work that waits for its delay before each retry, which {@code budget} must allow. */
    public RetryPolicy(RetryConfig config, RetryBudget budget, Ticker ticker, Observer observer) {
        this(config, budget, null, ticker, observer);
    }

    /**
     * Work that may be tried again as soon as there is good news, which then does not count as a retry: the news may have been too good. It has no budget, and must not load the
     * server by itself.
     */
    public static RetryPolicy onNews(RetryConfig config, News news, Ticker ticker, Observer observer) {
        return new RetryPolicy(config, null, news, ticker, observer);
    }

    /** This policy with other bounds. */
    public RetryPolicy with(int maxRetries, Duration firstDelay) {
        RetryConfig other =
                new RetryConfig(maxRetries, firstDelay, config.maxDelay(), config.jitter(), config.conflictDelay());
        return new RetryPolicy(other, budget, news, ticker, observer);
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
        if (budget != null) {
            budget.earn();
        }
        int retries = 0;
        for (int attempt = 1; ; attempt++) {
            try {
                return work.call();
            } catch (DatabaseException error) {
                if (attempt > 1) {
                    error.attempted(attempt, Instant.now());
                }
                if (retries == config.maxRetries() || !mayRunAgain.test(error)) {
                    throw error;
                }
                boolean early = pause(deadline, attempt, delays.before(error, retries + 1), error);
                retries += early ? 0 : 1;
            }
        }
    }

    /** Returns whether the pause ended early, for good news. */
    private boolean pause(@Nullable Deadline deadline, int attempt, Duration delay, DatabaseException error) {
        Duration left = deadline == null ? delay : Duration.ofNanos(deadline.remainingNanos(ticker.nanoTime()));
        boolean late = deadline != null && left.compareTo(delay) <= 0;
        if (late && (news == null || left.isZero()) || budget != null && !budget.spend()) {
            throw error;
        }
        observer.retrying(attempt, delay, error);
        if (delay.isZero()) {
            return false;
        }
        try {
            boolean early = await(late ? left : delay);
            if (late && !early) {
                throw error;
            }
            return early;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            error.addSuppressed(interrupted);
            throw error;
        }
    }

    private boolean await(Duration delay) throws InterruptedException {
        if (news != null) {
            return news.await(delay);
        }
        ticker.sleep(delay);
        return false;
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
