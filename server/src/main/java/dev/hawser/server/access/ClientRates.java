package dev.hawser.server.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.spi.Ticker;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets each client address ask so often in a second, and twice as often at once. Addresses that have not asked for longest are forgotten first, so that any number of
 * them takes no more memory. Thread-safe.
 */
public final class ClientRates {

    private static final int ADDRESSES = 10_000;
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String LIVENESS = "/health/live";

    private final int perSecond;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();

    /** What an address has left, as of when. */
    private record Allowance(double requests, long at) {}

    @GuardedBy("lock")
    private final Map<String, Allowance> allowances = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Allowance> eldest) {
            return size() > ADDRESSES;
        }
    };

    /** @param perSecond 0 for any number */
    public ClientRates(int perSecond, Ticker ticker) {
        this.perSecond = perSecond;
        this.ticker = ticker;
    }

    /** To be called before each route. Who asks whether the process lives is always answered. */
    public void check(Context context) {
        if (perSecond > 0 && !context.path().equals(LIVENESS) && !mayAsk(context.ip())) {
            throw new Refusal(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "Too Many Requests",
                    "this address asks more than " + perSecond
                            + " times a second; ask less often, or raise server.limits.requests-per-second",
                    Map.of(Header.RETRY_AFTER, "1"));
        }
    }

    boolean mayAsk(String address) {
        String client = ClientNetwork.of(address);
        long now = ticker.nanoTime();
        lock.lock();
        try {
            double left = left(allowances.get(client), now);
            allowances.put(client, new Allowance(left >= 1 ? left - 1 : left, now));
            return left >= 1;
        } finally {
            lock.unlock();
        }
    }

    /** How many addresses are remembered. */
    int size() {
        lock.lock();
        try {
            return allowances.size();
        } finally {
            lock.unlock();
        }
    }

    private double left(@Nullable Allowance allowance, long now) {
        double most = 2.0 * perSecond;
        return allowance == null
                ? most
                : Math.min(most, allowance.requests() + perSecond * ((now - allowance.at()) / NANOS));
    }
}
