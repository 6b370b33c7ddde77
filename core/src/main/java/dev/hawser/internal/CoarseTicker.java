package dev.hawser.internal;

import dev.hawser.spi.Ticker;
import java.time.Duration;

/** A ticker with a coarse clock that a timer keeps. Thread-safe. */
public final class CoarseTicker implements Ticker {

    /** How old the coarse clock may become, if the machine is not overloaded. */
    public static final Duration PERIOD = Duration.ofMillis(20);

    private final Ticker exact;
    private volatile long coarse;

    /** The coarse clock stands still until {@link #update} is called, every {@link #PERIOD} or so. */
    public CoarseTicker(Ticker exact) {
        this.exact = exact;
        this.coarse = exact.nanoTime();
    }

    /** Moves the coarse clock to the present. */
    public void update() {
        coarse = exact.nanoTime();
    }

    @Override
    public long nanoTime() {
        return exact.nanoTime();
    }

    @Override
    public long coarseNanoTime() {
        return coarse;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        exact.sleep(duration);
    }
}
