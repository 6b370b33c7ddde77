package dev.hawser.internal.pool;

import dev.hawser.error.DatabaseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was decided under the pool's lock and is done after it, because it blocks or runs code of others. For one thread at a time. */
final class Aftermath {

    /** A connection to close, and why. */
    record Retired(PooledConnection connection, RetireReason reason) {}

    /** Who has to be woken, linked by {@link Waiter#nextServed}. */
    @Nullable
    Waiter served;

    /** What an arrival got at once. */
    @Nullable
    PooledConnection taken;

    /** Why an arrival gets nothing. */
    @Nullable
    DatabaseException refusal;

    List<Retired> retired = List.of();

    List<ConnectAttempt> connects = List.of();

    void served(Waiter waiter) {
        waiter.nextServed = served;
        served = waiter;
    }

    Aftermath retired(PooledConnection connection, RetireReason reason) {
        if (retired.isEmpty()) {
            retired = new ArrayList<>();
        }
        retired.add(new Retired(connection, reason));
        return this;
    }
}
