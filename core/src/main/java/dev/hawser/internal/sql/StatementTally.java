package dev.hawser.internal.sql;

import dev.hawser.StatementSummary;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What one statement did. Thread-safe; a call costs some tens of nanoseconds. */
public final class StatementTally {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongAdder calls = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder rows = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final AtomicLong max = new AtomicLong();
    private volatile long lastSeen;

    /** It ended well at {@code now}, by the exact clock. */
    public void succeeded(long now, long took, long affected) {
        ended(now, took);
        rows.add(affected);
    }

    /** It failed at {@code now}. */
    public void failed(long now, long took) {
        ended(now, took);
        failed.increment();
    }

    private void ended(long now, long took) {
        if (calls.sum() == 0 || now - lastSeen >= SECOND) { // so that busy threads seldom write to it
            lastSeen = now;
        }
        calls.increment();
        nanos.add(took);
        long longest = max.get();
        while (took > longest && !max.compareAndSet(longest, took)) {
            longest = max.get();
        }
    }

    /** Whether it ever ended. */
    public boolean used() {
        return calls.sum() > 0;
    }

    /** What it did so far. */
    public StatementSummary summary(String query, Ticker ticker) {
        return new StatementSummary(
                query,
                calls.sum(),
                failed.sum(),
                rows.sum(),
                Duration.ofNanos(nanos.sum()),
                Duration.ofNanos(max.get()),
                ticker.instant().minusNanos(ticker.nanoTime() - lastSeen));
    }
}
