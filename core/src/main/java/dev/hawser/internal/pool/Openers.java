package dev.hawser.internal.pool;

import dev.hawser.config.PoolConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ConnectLimiter;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a pool's connections: no more at a time than {@code pool.max-connecting}, none that nobody waits for any more, and after a failure only after a pause that is
 * random and grows, so that the clients of a server that comes back do not all arrive at once. A connect that overruns its time is given up, whatever the driver does.
 * Guarded by the pool's lock, where it is not said otherwise.
 */
final class Openers {

    private static final Logger log = LoggerFactory.getLogger(Openers.class);

    /** How much longer than {@code connect-timeout} a driver may take before its connect is given up. */
    private static final Duration OVERDUE = Duration.ofSeconds(1);

    private static final double FADING = 1.05;

    private final ConnectionPool pool;
    private final Connector connector;
    private final PoolConfig config;
    private final Ticker ticker;
    private final Executor workers;
    private final @Nullable ConnectLimiter limiter;

    private final Set<ConnectAttempt> underWay = new LinkedHashSet<>();

    /** Connects that were given up and have not come back: their threads are stuck in the driver. */
    private int stuck;

    private @Nullable DatabaseException lastFailure;
    private long lastTook;

    /** What a connect takes when nothing slows it down; it fades, because the server may move away. */
    private double quickest = Double.MAX_VALUE;

    private long lastPause;
    private long notBefore;

    Openers(
            ConnectionPool pool,
            Connector connector,
            PoolConfig config,
            Ticker ticker,
            Executor workers,
            @Nullable ConnectLimiter limiter) {
        this.limiter = limiter;
        this.pool = pool;
        this.connector = connector;
        this.config = config;
        this.ticker = ticker;
        this.workers = workers;
        this.notBefore = ticker.nanoTime();
    }

    int underWay() {
        return underWay.size();
    }

    /** Whether one is running or about to, and not only waiting for its turn. */
    boolean connecting() {
        long now = ticker.nanoTime();
        return underWay.stream().anyMatch(attempt -> attempt.isConnecting() || attempt.isAboutToConnect(now));
    }

    @Nullable
    DatabaseException lastFailure() {
        return lastFailure;
    }

    /** Whether the server does not accept the credentials. */
    boolean lockedOut() {
        DatabaseException failure = lastFailure;
        return failure != null && failure.category() == ErrorCategory.AUTHENTICATION;
    }

    /** Why there is no point in waiting: wrong credentials are not tried again before the pause is over, lest the account be locked. Null if there is one. */
    @Nullable
    DatabaseException refusal(boolean noneOpen) {
        DatabaseException failure = lastFailure;
        return failure != null && noneOpen && lockedOut() && ticker.nanoTime() - notBefore < 0
                ? Refusals.forOneCaller(failure)
                : null;
    }

    /** How long the last connect took that succeeded, in nanoseconds. */
    long lastTook() {
        return lastTook;
    }

    /** How many connects are worth running side by side: fewer, the longer the last one took than the quickest, for then there are no processors for more. */
    int atATime() {
        return lastTook == 0 ? config.maxConnecting() : (int) Math.max(1, config.maxConnecting() * quickest / lastTook);
    }

    /** The connects to begin for so many waiters, with room for so many more connections, so that so many at most are under way. They count as under way from now on. */
    List<ConnectAttempt> plan(int waiters, int room, int atMost) {
        int atATime = Math.min(atMost, 2 * config.maxConnecting() - stuck); // those under way may get stuck too
        int most = Math.min(atATime, Math.min(waiters, room)) - underWay.size();
        if (most <= 0) {
            return List.of();
        }
        List<ConnectAttempt> planned = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            planned.add(new ConnectAttempt(ticker.nanoTime(), notBefore));
        }
        underWay.addAll(planned);
        return planned;
    }

    /** Hands connects to the workers. Not guarded. */
    void start(List<ConnectAttempt> planned) {
        for (ConnectAttempt attempt : planned) {
            try {
                workers.execute(() -> run(attempt));
            } catch (RejectedExecutionException closing) {
                withdraw(attempt); // the manager was closed in this moment, and so will be the pool
            }
        }
    }

    private void run(ConnectAttempt attempt) {
        attempt.runsOn(Thread.currentThread());
        Stamp startedWith = Stamp.FIRST;
        Connector.Opened opened = null;
        DatabaseException failure = null;
        try {
            if (mayBegin(attempt) && pool.wantsConnects() && attempt.begin(ticker.nanoTime())) {
                startedWith = pool.stamp();
                opened = connector.open(connector.connectTimeout());
            }
        } catch (DatabaseException refused) {
            failure = refused;
        } catch (RuntimeException | Error unexpected) {
            failure = connector.unexpected(unexpected);
        }
        Duration took = Duration.ofNanos(ticker.nanoTime() - attempt.startedAt());
        if (!attempt.end()) {
            cameBackLate(attempt, opened);
        } else if (opened != null) {
            pool.opened(attempt, opened, startedWith, took);
        } else if (failure != null) {
            pool.openFailed(attempt, failure, took);
        } else {
            pool.notOpened(
                    attempt); // whoever it was meant for was served meanwhile, or gave up; or it may not begin yet
        }
    }

    /** Waits until a connect may begin. False if that is not soon. */
    private boolean mayBegin(ConnectAttempt attempt) {
        try {
            long pause = attempt.notBefore - ticker.nanoTime();
            if (pause > 0) {
                ticker.sleep(Duration.ofNanos(pause));
            }
            return isAllowed();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Asks the limiter. One that fails must not keep an application from its database. */
    private boolean isAllowed() throws InterruptedException {
        if (limiter == null) {
            return true;
        }
        boolean allowed = true;
        try {
            allowed = limiter.acquire(connector.host(), connector.connectTimeout());
        } catch (RuntimeException broken) {
            log.atWarn()
                    .setMessage("the limiter of connects failed; the connection is opened without it")
                    .addKeyValue("host", connector.host())
                    .setCause(broken)
                    .log();
        }
        if (!allowed) {
            pool.lock().lock();
            try {
                pause(false);
            } finally {
                pool.lock().unlock();
            }
        }
        return allowed;
    }

    private void withdraw(ConnectAttempt attempt) {
        pool.lock().lock();
        try {
            ended(attempt);
        } finally {
            pool.lock().unlock();
        }
    }

    /** It is no longer under way. */
    void ended(ConnectAttempt attempt) {
        underWay.remove(attempt);
    }

    /** It is no longer under way. The pool counts its connection from the same moment on, unless it is of no use: then the next waits as after a failure. */
    void succeeded(ConnectAttempt attempt, boolean useful) {
        ended(attempt);
        lastTook = ticker.nanoTime() - attempt.startedAt();
        quickest = Math.min(lastTook, quickest * FADING);
        lastFailure = null;
        if (useful) {
            lastPause = 0;
            notBefore = ticker.nanoTime();
        } else {
            pause(false);
        }
    }

    /** It is no longer under way. */
    void failed(ConnectAttempt attempt, DatabaseException failure) {
        ended(attempt);
        lastFailure = failure;
        pause(Connector.isServerFull(failure)
                || failure.category() == ErrorCategory.RESOURCE
                || failure.category() == ErrorCategory.AUTHENTICATION);
    }

    /*
     * Decorrelated jitter: each pause is drawn between the shortest and three times the one before, up to the longest
     * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). Failures of connects that ran side by side count once.
     */
    private void pause(boolean patient) {
        long now = ticker.nanoTime();
        if (now - notBefore < 0) {
            return;
        }
        long shortest = Duration.ofMillis(patient ? 250 : 10).toNanos();
        long longest = Duration.ofMillis(patient ? 5_000 : 1_000).toNanos();
        long upTo = Math.min(longest, Math.max(shortest, lastPause) * 3);
        lastPause = ThreadLocalRandom.current().nextLong(shortest, upTo);
        notBefore = now + lastPause;
    }

    /** Those that wait for the server now. */
    List<ConnectAttempt> connects() {
        return underWay.stream().filter(ConnectAttempt::isConnecting).toList();
    }

    /** Ends connects whose connections would be of no use. Not guarded. */
    void giveUp(List<ConnectAttempt> connects) {
        connects.forEach(connect -> abandon(connect, false));
    }

    /** Gives up what has overrun its time. Not guarded. */
    void abandonOverdue() {
        long most = connector.connectTimeout().plus(OVERDUE).toNanos();
        List<ConnectAttempt> overdue;
        pool.lock().lock();
        try {
            long now = ticker.nanoTime();
            overdue = underWay.stream()
                    .filter(attempt -> attempt.isOverdue(now, most))
                    .toList();
        } finally {
            pool.lock().unlock();
        }
        overdue.forEach(attempt -> abandon(attempt, true));
    }

    /** {@code failed}: that speaks against the server. */
    private void abandon(ConnectAttempt attempt, boolean failed) {
        boolean connecting;
        pool.lock().lock();
        try {
            connecting = attempt.isConnecting();
            if (!attempt.abandon()) {
                return;
            }
            stuck++;
        } finally {
            pool.lock().unlock();
        }
        Duration took = Duration.ofNanos(ticker.nanoTime() - attempt.startedAt());
        Thread worker = attempt.thread();
        if (worker != null) {
            connector.abort(worker);
        }
        attempt.aborted();
        if (connecting && failed) {
            pool.openFailed(attempt, connector.overdue(took), took);
        } else if (connecting) {
            pool.openGivenUp(attempt, connector.overdue(took), took);
        } else {
            pool.notOpened(attempt); // another may have more luck
        }
    }

    private void cameBackLate(ConnectAttempt attempt, Connector.@Nullable Opened opened) {
        attempt.awaitAborted();
        pool.lock().lock();
        try {
            stuck--;
        } finally {
            pool.lock().unlock();
        }
        if (opened != null) {
            opened.connection().close();
        }
    }
}
