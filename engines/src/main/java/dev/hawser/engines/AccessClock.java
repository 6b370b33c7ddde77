package dev.hawser.engines;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Stops statements of one file that take too long, which the driver's {@code setQueryTimeout} does not. Thread-safe. */
final class AccessClock implements AutoCloseable {

    private final long limitNanos;
    private final ScheduledThreadPoolExecutor timer;

    /** {@code limit}: zero for none. */
    AccessClock(Duration limit) {
        this.limitNanos = limit.toNanos();
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hawser-access-clock");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** How a connection's statement is stopped from another thread. */
    @FunctionalInterface
    interface Cancel {
        void cancel() throws SQLException;
    }

    /** A statement begins, which may be without a limit. Whoever runs it says when it has ended. */
    Run start(Cancel cancel, boolean unlimited) {
        Run run = new Run(cancel);
        if (limitNanos > 0 && !unlimited) {
            run.alarm = timer.schedule(run::expire, limitNanos, TimeUnit.NANOSECONDS);
        }
        return run;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One statement while it runs. The driver cancels whatever a connection is running, so that a cancel that came late would hit the next statement. */
    static final class Run implements AutoCloseable {
        private final Cancel cancel;
        private final ReentrantLock ending = new ReentrantLock();
        private volatile Future<?> alarm = CompletableFuture.completedFuture(null);
        private boolean over;

        private Run(Cancel cancel) {
            this.cancel = cancel;
        }

        /** Stops it, if it still runs. In memory, so that nobody waits for long. */
        void expire() {
            ending.lock();
            try {
                if (!over) {
                    cancel.cancel();
                }
            } catch (SQLException ended) {
                over = true;
            } finally {
                ending.unlock();
            }
        }

        @Override
        public void close() {
            alarm.cancel(false);
            ending.lock();
            try {
                over = true;
            } finally {
                ending.unlock();
            }
        }
    }
}
