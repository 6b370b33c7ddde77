package dev.hawser.engines;

import dev.hawser.spi.Ticker;
import java.time.Duration;
import org.sqlite.ProgressHandler;

/**
 * Stops statements that take too long, which {@code setQueryTimeout} does not. SQLite asks it every few thousand steps of its virtual machine. Time that the
 * reader of a result takes between two rows does not count. For one thread at a time, that of the statement; but any may {@link #abort()}.
 */
final class StatementClock extends ProgressHandler {

    /** About a tenth of a millisecond: cheap enough to ask, soon enough to stop. */
    static final int STEPS = 10_000;

    private static final int GO_ON = 0;
    private static final int STOP = 1;

    // SQLite needs less for its steps; what is above was spent outside.
    private static final long LONGEST_STEPS_NANOS = Duration.ofMillis(100).toNanos();

    private final Ticker ticker;
    private final long limitNanos;
    private long spentNanos;
    private long lastAsked;
    private boolean lifted;
    private volatile boolean aborted;

    StatementClock(Duration limit, Ticker ticker) {
        this.ticker = ticker;
        this.limitNanos = limit.isZero() ? Long.MAX_VALUE : limit.toNanos();
    }

    /** A statement begins. */
    void start() {
        spentNanos = 0;
        lastAsked = ticker.nanoTime();
    }

    /** The limit holds no more for statements that begin after this. */
    void lift() {
        lifted = true;
    }

    /** The limit holds again. */
    void restore() {
        lifted = false;
    }

    /** Stops this statement and every later one. An interrupt alone would miss a statement that is just about to begin. */
    void abort() {
        aborted = true;
    }

    boolean isAborted() {
        return aborted;
    }

    @Override
    protected int progress() {
        long now = ticker.nanoTime();
        spentNanos += Math.min(now - lastAsked, LONGEST_STEPS_NANOS);
        lastAsked = now;
        return aborted || (!lifted && spentNanos >= limitNanos) ? STOP : GO_ON;
    }
}
