package dev.hawser.internal.pool;

import dev.hawser.HostSpec;
import dev.hawser.PoolStats;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.PoolExhaustedException;
import dev.hawser.spi.Ticker;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says why a caller got no connection. Thread-safe. */
final class Refusals {

    private static final String LOOK =
            "Look for units of work that hold a connection for long, or raise pool.size, pool.max-overflow or pool.timeout";

    private final String database;
    private final HostSpec host;
    private final Ticker ticker;

    /** What a pool looked like when a caller gave up. */
    record Exhaustion(
            PoolStats stats,
            boolean suspended,
            List<Holder> holders,
            @Nullable DatabaseException lastConnectFailure) {}

    Refusals(String database, HostSpec host, Ticker ticker) {
        this.database = database;
        this.host = host;
        this.ticker = ticker;
    }

    /** One failure concerns many callers, and each notes attempts and adds what it sees to its own. */
    static DatabaseException forOneCaller(DatabaseException failure) {
        return new DatabaseException(
                failure.category(),
                failure.description(),
                failure.database(),
                failure.host(),
                failure.sqlState(),
                failure.vendorCode(),
                failure.advice(),
                failure.getCause());
    }

    DatabaseException closed() {
        return new DatabaseException(
                ErrorCategory.REFUSED, database + ": the pool of " + host + " is closed, no connection can be taken");
    }

    DatabaseException interrupted(long since) {
        return new DatabaseException(
                ErrorCategory.REFUSED,
                database + ": interrupted after " + waited(since) + " of waiting for a connection to " + host);
    }

    PoolExhaustedException exhausted(Waiter waiter, Exhaustion seen, boolean nowAt) {
        return refused(
                "no connection to " + host + " became free within " + waited(waiter.since) + " "
                        + (seen.suspended() ? "because the pool is suspended " : "") + counts(seen.stats())
                        + Holder.oldest(seen.holders(), nowAt),
                seen.suspended() ? "Resume the pool" : LOOK,
                seen.lastConnectFailure());
    }

    PoolExhaustedException tooManyWait(PoolStats stats, int maxWaiters) {
        return refused(
                "refused at once: as many callers wait for a connection to " + host + " as pool.max-waiters ("
                        + maxWaiters + ") allows " + counts(stats),
                "Send less work at a time, or raise pool.size, pool.max-overflow or pool.max-waiters",
                null);
    }

    PoolExhaustedException noHope(PoolStats stats, Duration expected, Duration left) {
        return refused(
                "refused at once: a connection to " + host + " is expected in " + expected.toMillis()
                        + " ms, which leaves too little of the " + left.toMillis() + " ms that there are "
                        + counts(stats),
                "Send less work at a time, give it more time, or raise pool.size or pool.max-overflow",
                null);
    }

    PoolExhaustedException deadlocked(Waiter waiter, List<Holder> holders) {
        StringBuilder text =
                new StringBuilder("nested acquire: thread \"" + waiter.thread().getName()
                        + "\" holds a connection to " + host + " and has waited " + waited(waiter.since)
                        + " for another one, and so do all holders of the pool's " + holders.size()
                        + " connections: none can go on");
        for (Holder holder : Holder.oldestFirst(holders)) {
            if (holder.thread() == waiter.thread()) {
                text.append("\n  this thread: ").append(holder.withStacks());
            }
        }
        return refused(
                text + Holder.oldest(holders, true),
                "Use the connection that the thread already has, give it back before asking for another, or make the pool larger than the number of such threads",
                null);
    }

    private PoolExhaustedException refused(String what, String advice, @Nullable DatabaseException cause) {
        return new PoolExhaustedException(database + ": " + what, database, host.toString(), advice, cause);
    }

    private static String counts(PoolStats stats) {
        return String.format(
                "(size %d, max-overflow %d, active %d, idle %d, waiting %d)",
                stats.size(), stats.maxOverflow(), stats.active(), stats.idle(), stats.pending());
    }

    private String waited(long since) {
        return Duration.ofNanos(ticker.nanoTime() - since).toMillis() + " ms";
    }
}
