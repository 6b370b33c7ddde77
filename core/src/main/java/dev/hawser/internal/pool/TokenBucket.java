package dev.hawser.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.HostSpec;
import dev.hawser.spi.ConnectLimiter;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/*
 * There are no tokens to count. Each caller takes the next moment of a regular series and sleeps until then, so everybody is served in order of arrival and is
 * woken once. What was not used is kept: the next moment may lie in the past, by the worth of a burst and no more.
 */

/** So many connects in a second, at once as many as a second brings, but at least one; for one host, whichever it is. First come, first served. Thread-safe. */
public final class TokenBucket implements ConnectLimiter {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Slower is not meant: it keeps the arithmetic of moments from overflowing. */
    private static final long LONGEST_INTERVAL = Duration.ofDays(30).toNanos();

    private final long interval;
    private final long saved;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private long next;

    /** {@code ratePerSecond} is above zero. */
    public TokenBucket(double ratePerSecond, Ticker ticker) {
        if (!(ratePerSecond > 0)) {
            throw new IllegalArgumentException("a rate of " + ratePerSecond + " connects a second opens nothing");
        }
        this.interval = (long) Math.min(NANOS_PER_SECOND / ratePerSecond, LONGEST_INTERVAL);
        this.saved = (long) ((Math.max(1, ratePerSecond) - 1) * interval);
        this.ticker = ticker;
        this.next = ticker.nanoTime() - saved;
    }

    @Override
    public boolean acquire(HostSpec host, Duration atMost) throws InterruptedException {
        long moment;
        Duration wait;
        lock.lock();
        try {
            long now = ticker.nanoTime();
            long ahead = Math.max(next - now, -saved);
            wait = Duration.ofNanos(Math.max(0, ahead));
            if (wait.compareTo(atMost) > 0) {
                return false;
            }
            moment = now + ahead;
            next = moment + interval;
        } finally {
            lock.unlock();
        }
        if (!wait.isZero()) {
            sleep(wait, moment);
        }
        return true;
    }

    private void sleep(Duration wait, long moment) throws InterruptedException {
        try {
            ticker.sleep(wait);
        } catch (InterruptedException interrupted) {
            giveBack(moment);
            throw interrupted;
        }
    }

    /** A moment that somebody else's follows is lost: that one has its own already. */
    private void giveBack(long moment) {
        lock.lock();
        try {
            if (next == moment + interval) {
                next = moment;
            }
        } finally {
            lock.unlock();
        }
    }
}
