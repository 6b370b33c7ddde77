package dev.hawser.tests.pool;

import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The machine's clock, which a test makes jump: ahead, so that what takes seconds happens in moments, or back. Thread-safe. */
public final class JumpingTicker implements Ticker {

    private static final long LONGEST_SLEEP = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long COARSE = ~((1L << 23) - 1); // 8 ms

    private final AtomicLong ahead = new AtomicLong();

    public void jump(Duration duration) {
        ahead.addAndGet(duration.toNanos());
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() + ahead.get();
    }

    @Override
    public long coarseNanoTime() {
        return nanoTime() & COARSE;
    }

    /** Pauses between connects are cut short: a round is shorter than the longest of them. */
    @Override
    public void sleep(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.min(duration.toNanos(), LONGEST_SLEEP));
    }
}
