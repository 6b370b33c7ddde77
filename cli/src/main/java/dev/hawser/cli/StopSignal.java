package dev.hawser.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a command running until the process is told to stop, and the process alive until the command has cleaned up. Closed last: after everything that is to
 * be cleaned up.
 */
final class StopSignal implements AutoCloseable {

    /** Longer than what is to be closed may take: the server 5 s, a manager 10 s and 1 s. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(20);

    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch cleanedUp = new CountDownLatch(1);

    private final @Nullable Thread working;

    StopSignal() {
        this(null);
    }

    private StopSignal(@Nullable Thread working) {
        this.working = working;
        Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "hawser-stop"));
    }

    /** One that interrupts this thread when the process is told to stop. */
    static StopSignal interruptingThisThread() {
        return new StopSignal(Thread.currentThread());
    }

    /** Returns when the process is told to stop, by Ctrl-C or SIGTERM. */
    void await() throws InterruptedException {
        told.await();
    }

    boolean isTold() {
        return told.getCount() == 0;
    }

    private void shutDown() {
        told.countDown();
        if (working != null && cleanedUp.getCount() > 0) {
            working.interrupt();
        }
        try {
            cleanedUp.await(CLEAN_UP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        cleanedUp.countDown();
    }
}
