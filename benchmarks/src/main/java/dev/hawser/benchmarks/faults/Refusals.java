package dev.hawser.benchmarks.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Writes that servers refuse because they are no primaries: all, and those that come when the client has had time to learn from the first. The servers count them, so
 * that those are seen that a library hides. Thread-safe.
 */
final class Refusals implements AutoCloseable {

    /** What was under way when the first was refused has come back by then. */
    static final Duration TIME_TO_LEARN = Duration.ofMillis(100);

    private static final long LOOK_MILLIS = 20;

    private final Servers servers;
    private final long before;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile long learnt = -1;

    private Refusals(Servers servers, long before) {
        this.servers = servers;
        this.before = before;
    }

    /** Counts from now on. */
    static Refusals watch(Servers servers) throws IOException {
        Refusals watch = new Refusals(servers, servers.refusedWrites());
        Thread thread = new Thread(watch::look, "watch-refusals");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    private void look() {
        try {
            while (!closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (count() > 0) {
                    closing.await(TIME_TO_LEARN.toMillis(), TimeUnit.MILLISECONDS);
                    learnt = count();
                    return;
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** All until now; 0 while a server's log is being replaced. */
    long count() {
        try {
            return servers.refusedWrites() - before;
        } catch (IOException rejoining) {
            return 0;
        }
    }

    /** Those later than {@link #TIME_TO_LEARN} after the first. */
    long later() {
        return learnt < 0 ? 0 : Math.max(0, count() - learnt);
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
