package dev.hawser.internal.topology;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.HostSpec;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.Errors;
import dev.hawser.internal.Threads;
import dev.hawser.internal.pool.Connector;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.RoleProbe;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks one host what it is, over a connection of its own. One question at a time: who asks meanwhile gets the same answer. A question that overruns its time is answered
 * with that, its connection is cut, and the next question begins with a new one. Thread-safe.
 */
final class HostWatch {

    /** While so many threads are stuck in the driver, no further one is sent after them. */
    private static final int MOST_ASKING = 3;

    private final Connector connector;
    private final RoleProbe probe;
    private final Errors errors;
    private final Threads threads;
    private final Ticker ticker;
    private final boolean keepsConnection;
    private final Hearer hearer;

    /** Threads that ask now, those included that were given up and have not come back from the driver. */
    private final AtomicInteger asking = new AtomicInteger();

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable Question running;

    @GuardedBy("lock")
    private Connector.@Nullable Opened idle;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * What a host answered, or why it did not.
     *
     * @param report what it said; null if it gave no answer
     * @param failure why; null if it answered
     * @param askedAt when the question began: the report is not older than this
     * @param details whether version and connections were asked too
     */
    record Answer(
            @Nullable HostReport report,
            @Nullable DatabaseException failure,
            long askedAt,
            Duration took,
            boolean details,
            @Nullable String version,
            @Nullable Integer connectionCount) {}

    /** Hears each answer once, before those who wait for it; without a lock. */
    interface Hearer {

        /** {@code over}: the connection over which the host answered, if it is not kept. Returns whether it was taken over. */
        boolean hears(Answer answer, Connector.@Nullable Opened over);
    }

    /** {@code keepsConnection}: between questions, instead of opening one for each. */
    HostWatch(
            Connector connector,
            RoleProbe probe,
            Errors errors,
            Threads threads,
            boolean keepsConnection,
            Hearer hearer) {
        this.hearer = hearer;
        this.connector = connector;
        this.probe = probe;
        this.errors = errors;
        this.threads = threads;
        this.ticker = threads.ticker();
        this.keepsConnection = keepsConnection;
    }

    HostSpec host() {
        return connector.host();
    }

    /**
     * Asks, or joins the question that is under way; after one whose answer is being heard, another follows. The answer comes within about {@code timeout} of the question's
     * begin. Does not block.
     */
    CompletableFuture<Answer> ask(Duration timeout, boolean details) {
        Question question;
        lock.lock();
        try {
            if (running != null) {
                return running.ended.get()
                        ? running.answer.thenCompose(heard -> ask(timeout, details))
                        : running.answer;
            }
            question = new Question(idle, timeout, details);
            idle = null;
            running = question;
        } finally {
            lock.unlock();
        }
        question.start();
        return question.answer;
    }

    /** Has the next question begin with a new connection: an address may lead elsewhere by now. */
    void redial() {
        Connector.Opened old;
        lock.lock();
        try {
            old = idle;
            idle = null;
        } finally {
            lock.unlock();
        }
        close(old);
    }

    void close() {
        Question last;
        lock.lock();
        try {
            closed = true;
            last = running;
        } finally {
            lock.unlock();
        }
        redial();
        if (last != null) {
            last.cut();
        }
    }

    private final class Question {

        final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final Duration timeout;
        private final boolean details;
        private final long askedAt = ticker.nanoTime();
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile Connector.@Nullable Opened connection;
        private volatile @Nullable Thread connecting;
        private volatile boolean givenUp;
        private volatile @Nullable Future<?> alarm;

        Question(Connector.@Nullable Opened connection, Duration timeout, boolean details) {
            this.connection = connection;
            this.timeout = timeout;
            this.details = details;
        }

        void start() {
            try {
                alarm = threads.timer()
                        .schedule(
                                () -> threads.workers().execute(this::overdue),
                                timeout.toNanos(),
                                TimeUnit.NANOSECONDS);
                threads.workers().execute(this::run);
            } catch (RejectedExecutionException closing) {
                end(failed(errors.silent(host(), Duration.ZERO)), null);
            }
        }

        private void run() {
            try {
                if (asking.incrementAndGet() > MOST_ASKING) {
                    end(failed(errors.silent(host(), timeout)), null);
                } else {
                    askOnce();
                }
            } finally {
                asking.decrementAndGet();
            }
        }

        private void askOnce() {
            Connector.Opened used = connection;
            boolean reused = used != null;
            try {
                if (used == null) {
                    used = dial();
                }
                end(asked(used.connection()), used);
            } catch (DatabaseException refused) {
                end(failed(refused), null);
            } catch (Exception error) {
                DatabaseException meaning =
                        errors.translate(host(), "asking " + host() + " for its role", took(), error);
                if (reused && used != null && meaning.category() == ErrorCategory.CONNECTION_LOST && !answer.isDone()) {
                    again(used); // the server may have closed only this connection
                } else {
                    end(failed(meaning), null);
                    close(used);
                }
            }
        }

        private void again(Connector.Opened lost) {
            close(lost);
            connection = null;
            askOnce();
        }

        private Connector.Opened dial() {
            connecting = Thread.currentThread();
            try {
                Connector.Opened opened = connector.connect(timeout.minus(took()));
                connection = opened;
                if (givenUp) { // in this moment: whoever did so may have seen neither the connect nor the connection
                    opened.connection().abort();
                }
                return opened;
            } finally {
                connecting = null;
            }
        }

        private Answer asked(EngineConnection over) throws Exception {
            HostReport report = probe.ask(host(), over);
            Duration took = took();
            String version = details ? over.serverVersion() : null;
            Integer count = details ? connectionCount(over) : null;
            return new Answer(report, null, askedAt, took, details, version, count);
        }

        /** A server that lets this user not look at its connections works all the same. */
        private @Nullable Integer connectionCount(EngineConnection over) throws Exception {
            try {
                return over.connectionCount();
            } catch (Exception error) {
                DatabaseException meaning = errors.translate(host(), "counting connections", Duration.ZERO, error);
                if (meaning.category() == ErrorCategory.PERMISSION) {
                    return null;
                }
                throw error;
            }
        }

        private Answer failed(DatabaseException why) {
            return new Answer(null, why, askedAt, took(), details, null, null);
        }

        /** Never more than it may take, also if the clock jumps meanwhile. */
        private Duration took() {
            long elapsed = ticker.nanoTime() - askedAt;
            return Duration.ofNanos(Math.max(0, Math.min(elapsed, timeout.toNanos())));
        }

        private void overdue() {
            if (end(failed(errors.silent(host(), timeout)), null)) {
                cut();
            }
        }

        /** Ends what it waits for, whatever the driver does. */
        void cut() {
            givenUp = true;
            Thread stuck = connecting;
            if (stuck != null) {
                connector.abort(stuck);
            }
            Connector.Opened used = connection;
            if (used != null) {
                used.connection().abort();
            }
        }

        /**
         * The first end counts: false if this is not it. The next question begins when this answer was heard, so that no older answer is heard after a newer one. A connection
         * that is in order serves it, or whoever takes it over.
         */
        private boolean end(Answer given, Connector.@Nullable Opened usable) {
            if (!ended.compareAndSet(false, true)) {
                close(usable);
                return false;
            }
            Future<?> set = alarm;
            if (set != null) {
                set.cancel(false);
            }
            boolean takenOver = false;
            try {
                takenOver = hearer.hears(given, keepsConnection ? null : usable);
            } finally {
                close(leave(takenOver ? null : usable));
                answer.complete(given);
            }
            return true;
        }

        /** Makes room for the next question. Returns the connection if it is not kept. */
        private Connector.@Nullable Opened leave(Connector.@Nullable Opened usable) {
            lock.lock();
            try {
                running = null;
                if (closed || !keepsConnection) {
                    return usable;
                }
                idle = usable;
                return null;
            } finally {
                lock.unlock();
            }
        }
    }

    private static void close(Connector.@Nullable Opened unused) {
        if (unused != null) {
            unused.connection().close();
        }
    }
}
