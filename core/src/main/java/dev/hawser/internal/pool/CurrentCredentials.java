package dev.hawser.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.Deadline;
import dev.hawser.HostSpec;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.Errors;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.CredentialsProvider;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of one database as they are now. Who is refused by the server asks for others, once: all who were refused meanwhile get what the first of
 * them is given. Thread-safe.
 */
public final class CurrentCredentials {

    private static final String ASKING = "asking the credentials provider";
    private static final String ASKING_FOR_OTHERS =
            "asking the credentials provider for others, after the server refused the last,";

    private final CredentialsProvider provider;
    private final @Nullable String configuredUser;
    private final Errors errors;
    private final Ticker ticker;
    private final AtomicLong newest = new AtomicLong(Long.MIN_VALUE);
    private volatile Runnable onNewer = () -> {};
    private final ReentrantLock lock = new ReentrantLock();

    /** The latest refresh, done or under way. */
    @GuardedBy("lock")
    private CompletableFuture<Credentials> latest = CompletableFuture.completedFuture(new Credentials(null, null, 0));

    /** Something that needs credentials and has so much time for it. */
    @FunctionalInterface
    public interface Attempt<T> {
        T with(Credentials credentials, Duration timeout);
    }

    /** Those of {@code provider}; {@code configuredUser} is who connects where it names nobody. */
    public CurrentCredentials(
            CredentialsProvider provider, @Nullable String configuredUser, Errors errors, Ticker ticker) {
        this.provider = provider;
        this.configuredUser = configuredUser;
        this.errors = errors;
        this.ticker = ticker;
    }

    /** Has {@code observer} called when newer ones were seen, on the thread that saw them. It must not block. */
    public void onNewer(Runnable observer) {
        onNewer = observer;
    }

    /** The newest version that was seen; {@link Long#MIN_VALUE} before the first. */
    public long newestVersion() {
        return newest.get();
    }

    /**
     * Makes the attempt, and once more with others if the server refuses the credentials and the provider has others. Blocks for about {@code timeout} at most,
     * as far as the provider and the attempt keep to it.
     *
     * @param host what the attempt leads to, for messages; null for the database as a whole
     */
    public <T> T use(@Nullable HostSpec host, Duration timeout, Attempt<T> attempt) {
        Deadline deadline = Deadline.at(ticker.nanoTime(), timeout);
        @Nullable CompletableFuture<Credentials> before = lastRefresh();
        Credentials first = ask(host, ASKING, provider::credentials);
        try {
            return attempt.with(first, left(deadline));
        } catch (DatabaseException refused) {
            if (refused.category() != ErrorCategory.AUTHENTICATION) {
                throw refused;
            }
            return useOthers(host, deadline, attempt, first, before, refused);
        }
    }

    private <T> T useOthers(
            @Nullable HostSpec host,
            Deadline deadline,
            Attempt<T> attempt,
            Credentials first,
            @Nullable CompletableFuture<Credentials> before,
            DatabaseException refused) {
        try {
            Credentials others = ask(host, ASKING_FOR_OTHERS, () -> refreshed(first, join(before), deadline));
            if (others.equals(first) || left(deadline).isZero()) {
                throw refused;
            }
            return attempt.with(others, left(deadline));
        } catch (DatabaseException last) {
            if (last != refused) {
                last.addSuppressed(refused);
            }
            throw last;
        }
    }

    private Duration left(Deadline deadline) {
        return deadline.remaining(ticker.nanoTime());
    }

    private Credentials ask(@Nullable HostSpec host, String attempted, Callable<Credentials> question) {
        long startedAt = ticker.nanoTime();
        try {
            return noted(Objects.requireNonNull(question.call(), "it gave none"));
        } catch (Exception failed) {
            if (failed instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw errors.withoutCredentials(host, attempted, Duration.ofNanos(ticker.nanoTime() - startedAt), failed);
        }
    }

    private Credentials noted(Credentials given) {
        if (newest.getAndAccumulate(given.version(), Math::max) < given.version()) {
            onNewer.run();
        }
        if (given.password() != null) {
            errors.mask(given.password());
        }
        return given.user() == null ? new Credentials(configuredUser, given.password(), given.version()) : given;
    }

    /** The refresh that was done last; null while one is under way: what that gives is newer than what a provider gives now. */
    private @Nullable CompletableFuture<Credentials> lastRefresh() {
        lock.lock();
        try {
            return latest.isDone() ? latest : null;
        } finally {
            lock.unlock();
        }
    }

    /** The refresh that was not done yet when {@code before} was the last that was; a new one if there is none. */
    private Refresh join(@Nullable CompletableFuture<Credentials> before) {
        lock.lock();
        try {
            boolean none = latest == before;
            if (none) {
                latest = new CompletableFuture<>();
            }
            return new Refresh(latest, none);
        } finally {
            lock.unlock();
        }
    }

    private Credentials refreshed(Credentials refused, Refresh refresh, Deadline deadline) throws Exception {
        if (!refresh.mine) {
            return refresh.result.get(left(deadline).toNanos(), TimeUnit.NANOSECONDS);
        }
        try {
            Credentials given = provider.refreshed(refused);
            refresh.result.complete(given);
            return given;
        } catch (Exception failed) {
            refresh.result.completeExceptionally(failed);
            throw failed;
        } finally {
            refresh.result.cancel(false); // whatever went wrong, nobody waits in vain
        }
    }

    private record Refresh(CompletableFuture<Credentials> result, boolean mine) {}
}
