package dev.hawser.internal.retry;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps retries to a tenth of calls once there are many: each call earns a tenth of a retry, up to a small reserve that lets a quiet database retry freely.
 * Without it, retries multiply the load on a server that is failing under load (Google SRE book, "Handling Overload", per-client retry budget of 10 %).
 * Thread-safe.
 */
public final class RetryBudget {

    private static final int RETRY = 10;
    private static final int SMALLEST_RESERVE = 100;

    private final int reserve;
    private final AtomicInteger tenths;

    /** {@code atOnce}: how many may run at the same time. When a server fails they all do, and the reserve lets each run again twice; it is 100 at least. */
    public RetryBudget(int atOnce) {
        this.reserve = RETRY * Math.max(SMALLEST_RESERVE, 2 * atOnce);
        this.tenths = new AtomicInteger(reserve);
    }

    /** Counts a call. */
    public void earn() {
        // A plain read first: the reserve is full nearly always, and then nothing needs to be written.
        if (tenths.get() < reserve) {
            tenths.updateAndGet(now -> Math.min(reserve, now + 1));
        }
    }

    /** Takes one retry out of the budget, if there is one. */
    public boolean spend() {
        return tenths.getAndUpdate(now -> now >= RETRY ? now - RETRY : now) >= RETRY;
    }
}
