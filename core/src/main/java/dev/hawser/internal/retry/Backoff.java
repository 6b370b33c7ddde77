package dev.hawser.internal.retry;

import dev.hawser.config.RetryConfig;
import dev.hawser.error.ErrorCategory;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to pause before each retry: doubled each time, capped, and partly random so that many callers do not come back together. Immutable. */
public final class Backoff {

    private final Duration first;
    private final Duration max;
    private final double jitter;

    public Backoff(Duration first, Duration max, double jitter) {
        this.first = first;
        this.max = max;
        this.jitter = jitter;
    }

    /**
     * The schedule for a kind of error. A transaction that lost a conflict need not wait for a server to recover, only for the winner to finish, so its pauses
     * are short and entirely random.
     */
    public static Backoff of(RetryConfig config, ErrorCategory category) {
        return category.rerun() == ErrorCategory.Rerun.TRANSACTION
                ? new Backoff(config.conflictDelay(), config.maxDelay(), config.jitter() == 0 ? 0 : 1)
                : new Backoff(config.firstDelay(), config.maxDelay(), config.jitter());
    }

    /** The pause before retry number {@code retry}, from 1. */
    public Duration delay(int retry) {
        double nanos = Math.min(first.toNanos() * Math.pow(2, retry - 1.0), max.toNanos());
        double random = jitter == 0 ? 0 : ThreadLocalRandom.current().nextDouble() * jitter;
        return Duration.ofNanos((long) (nanos * (1 - random)));
    }
}
