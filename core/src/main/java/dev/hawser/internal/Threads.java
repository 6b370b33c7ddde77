package dev.hawser.internal;

import dev.hawser.spi.Ticker;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one manager: workers, which connect and probe and so may block on the network, and one timer, which only hands work to them. All are daemons,
 * so that a forgotten manager does not keep an application from ending.
 */
public final class Threads implements AutoCloseable {

    private final Ticker ticker;
    private final ExecutorService workers = Executors.newCachedThreadPool(named("hawser-worker-"));
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("hawser-timer-"));

    public Threads(Ticker ticker) {
        timer.setRemoveOnCancelPolicy(true);
        if (ticker == Ticker.SYSTEM) {
            CoarseTicker coarse = new CoarseTicker(ticker);
            long period = CoarseTicker.PERIOD.toNanos();
            timer.scheduleAtFixedRate(coarse::update, period, period, TimeUnit.NANOSECONDS);
            this.ticker = coarse;
        } else {
            this.ticker = ticker; // a test's: it says itself what time it is
        }
    }

    public Ticker ticker() {
        return ticker;
    }

    public ExecutorService workers() {
        return workers;
    }

    public ScheduledExecutorService timer() {
        return timer;
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Stops the timer and interrupts the workers. Does not wait: a worker that is stuck in a driver ends when the driver lets it. */
    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
    }
}
