package dev.hawser.internal.pool;

import dev.hawser.spi.EngineConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a pool owns. Its stamps are taken when its connect started, so that one that was under way while the pool was flushed is retired too.
 * Who holds it and what it last ran are written by the holder without synchronisation: they are for messages, where a value that is a moment old is good enough.
 */
final class PooledConnection {

    final EngineConnection connection;
    final int generation;
    final long expiresAt;
    long lastUsed;

    @Nullable
    Thread holder;

    long heldSince;

    @Nullable
    String lastSql;

    PooledConnection(EngineConnection connection, int generation, long expiresAt, long openedAt) {
        this.connection = connection;
        this.generation = generation;
        this.expiresAt = expiresAt;
        this.lastUsed = openedAt;
    }

    void lentTo(Thread thread, long now) {
        holder = thread;
        heldSince = now;
        lastSql = null;
    }

    void returned(long now) {
        holder = null;
        lastUsed = now;
    }
}
