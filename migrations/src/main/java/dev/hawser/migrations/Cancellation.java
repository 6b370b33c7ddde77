package dev.hawser.migrations;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels a statement when the thread that waits for it is interrupted, of which drivers take no notice: the server ends it, and the driver says so. Whoever wants to stop a run need
 * not wait for an index of hours. Made by the thread that waits, and closed by it.
 */
final class Cancellation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

    /** There is nothing to be told by when a thread is interrupted. */
    private static final Duration LOOKING = Duration.ofMillis(100);

    private final Thread waiting = Thread.currentThread();
    private final Statement statement;
    private final Future<?> watching;

    /** Held while the server is told, too: a cancellation that is late must not hit the next statement of the connection. */
    private final ReentrantLock cancelling = new ReentrantLock();

    @GuardedBy("cancelling")
    private boolean over;

    /** {@code watch}: of {@link #watch}. */
    Cancellation(Statement statement, ScheduledExecutorService watch) {
        this.statement = statement;
        this.watching =
                watch.scheduleWithFixedDelay(this::look, LOOKING.toNanos(), LOOKING.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What looks: its thread begins with the first statement, and ends when this is shut down. */
    static ScheduledExecutorService watch() {
        ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hawser-migration-watch");
            thread.setDaemon(true);
            return thread;
        });
        watch.setRemoveOnCancelPolicy(true);
        return watch;
    }

    private void look() {
        if (!waiting.isInterrupted()) {
            return;
        }
        cancelling.lock();
        try {
            if (!over) {
                statement.cancel();
            }
        } catch (SQLException cannot) {
            LOG.atDebug().setCause(cannot).log("a statement of a migration could not be cancelled");
        } finally {
            cancelling.unlock();
        }
    }

    @Override
    public void close() {
        watching.cancel(false);
        cancelling.lock();
        try {
            over = true;
        } finally {
            cancelling.unlock();
        }
    }
}
