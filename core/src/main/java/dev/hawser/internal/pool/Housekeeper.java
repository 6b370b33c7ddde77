package dev.hawser.internal.pool;

import dev.hawser.config.PoolConfig;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done for a pool every second: connections that are too old, no longer needed, or not heard of for long; leases that were lost; clocks that jumped.
 * For one thread at a time.
 */
final class Housekeeper {

    /** How long a connection above {@code size} stays open after its last use. */
    static final Duration OVERFLOW_LINGER = Duration.ofSeconds(5);

    /** How long a connection stays open after its last use in quiet mode. */
    static final Duration QUIET_LINGER = Duration.ofMinutes(1);

    /** A difference between the two clocks that only a machine that slept makes: the monotonic one stands still meanwhile. */
    private static final Duration SLEPT = Duration.ofSeconds(5);

    private static final double KEEPALIVE_VARIANCE = 0.2;

    private final ConnectionPool pool;
    private final Ticker ticker;
    private final SignOfLife signOfLife;
    private final PoolListener listener;
    private @Nullable Instant lastInstant;
    private long lastNanos;

    Housekeeper(ConnectionPool pool, Ticker ticker, SignOfLife signOfLife, PoolListener listener) {
        this.pool = pool;
        this.ticker = ticker;
        this.signOfLife = signOfLife;
        this.listener = listener;
    }

    void run() {
        PoolConfig config = pool.config();
        distrustAfterSleep();
        retire(config);
        keepAlive(config);
        reclaimLeaks();
        reportLongLoans(config);
    }

    /** While a machine sleeps, servers and firewalls forget its connections, and no clock that counts their age notices. */
    private void distrustAfterSleep() {
        Instant instant = ticker.instant();
        long nanos = ticker.nanoTime();
        if (lastInstant != null) {
            Duration onTheWall = Duration.between(lastInstant, instant);
            if (onTheWall.minusNanos(nanos - lastNanos).compareTo(SLEPT) > 0) {
                distrustIdle();
            }
        }
        lastInstant = instant;
        lastNanos = nanos;
    }

    /** Has every connection that is idle now tested before it is lent. */
    private void distrustIdle() {
        long now = ticker.coarseNanoTime();
        pool.change(state -> {
            state.forEachIdle(
                    connection -> connection.distrust(now, state.config().prePing()));
            return state.settle();
        });
    }

    private void retire(PoolConfig config) {
        long now = ticker.nanoTime();
        retire(connection -> now - connection.expiresAt >= 0, RetireReason.RECYCLED);
        int overflow = pool.look(PoolState::overflow);
        if (overflow > 0) {
            pool.takeIdle(connection -> now - connection.lastUsed >= OVERFLOW_LINGER.toNanos(), overflow)
                    .forEach(connection -> pool.retire(connection, RetireReason.SURPLUS));
        }
        if (config.keepalive().isZero()) {
            retire(connection -> now - connection.lastUsed >= QUIET_LINGER.toNanos(), RetireReason.QUIET);
        }
    }

    private void retire(Predicate<PooledConnection> condition, RetireReason reason) {
        pool.takeIdle(condition, Integer.MAX_VALUE).forEach(connection -> pool.retire(connection, reason));
    }

    /** One after another, so that callers find the others meanwhile, and no further than the first that is silent: it takes the others with it. */
    private void keepAlive(PoolConfig config) {
        long keepalive = config.keepalive().toNanos();
        if (keepalive == 0) {
            return;
        }
        long now = ticker.nanoTime();
        for (List<PooledConnection> due = due(keepalive, now); !due.isEmpty(); due = due(keepalive, now)) {
            PooledConnection connection = due.get(0);
            SignOfLife.Answer answer = signOfLife.of(connection.connection, Long.MAX_VALUE);
            if (answer == SignOfLife.Answer.SILENT) {
                pool.lost(connection, RetireReason.NO_SIGN_OF_LIFE.toString());
                return;
            }
            if (answer == SignOfLife.Answer.GIVEN_UP) {
                pool.giveUp(connection);
                return;
            }
            pool.putBack(connection, answer == SignOfLife.Answer.ALIVE);
            if (answer != SignOfLife.Answer.ALIVE) {
                return; // it could not be asked, and neither could the next
            }
        }
    }

    private List<PooledConnection> due(long keepalive, long now) {
        return pool.takeIdle(
                connection -> now - connection.lastHeard >= keepalive * (1 - KEEPALIVE_VARIANCE * connection.variance),
                1);
    }

    private void reclaimLeaks() {
        while (pool.leaks().poll() instanceof LeakWatch watch) {
            Holder holder = holderOfLost(watch.connection);
            if (holder != null) {
                pool.retire(watch.connection, RetireReason.LEAKED);
                listener.leakReclaimed(holder.withStacks());
            }
        }
    }

    /** Who lost the lease of a connection; null if it came back after all. */
    private @Nullable Holder holderOfLost(PooledConnection leaked) {
        return pool.look(state -> {
            Thread thread = leaked.holder();
            if (thread == null || !state.isOpen(leaked)) {
                return null;
            }
            state.countLeak();
            return Holder.of(leaked, thread, ticker.coarseNanoTime());
        });
    }

    private void reportLongLoans(PoolConfig config) {
        Duration threshold = config.leakThreshold();
        if (!threshold.isZero()) {
            heldLongerThan(threshold).forEach(holder -> listener.leakSuspected(holder.withStacks()));
        }
    }

    /** Those who have held a connection for so long, each told once a loan. */
    private List<Holder> heldLongerThan(Duration threshold) {
        return pool.look(state -> {
            List<Holder> holders = state.holders().stream()
                    .filter(holder -> holder.held().compareTo(threshold) >= 0 && !holder.connection().reported)
                    .toList();
            holders.forEach(holder -> holder.connection().reported = true);
            return holders;
        });
    }
}
