package dev.hawser.server.access;

import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Lets something that may happen often be told once in a while, with how often it did. Thread-safe. */
final class Damped {

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Ticker ticker;
    private final AtomicLong untold = new AtomicLong();
    private final AtomicLong next;

    Damped(Ticker ticker) {
        this.ticker = ticker;
        this.next = new AtomicLong(ticker.nanoTime());
    }

    /** Notes that it happened. How often it did since it was told last, if it is to be told now; else 0. */
    long happened() {
        untold.incrementAndGet();
        long now = ticker.nanoTime();
        long due = next.get();
        return now - due >= 0 && next.compareAndSet(due, now + INTERVAL.toNanos()) ? untold.getAndSet(0) : 0;
    }
}
