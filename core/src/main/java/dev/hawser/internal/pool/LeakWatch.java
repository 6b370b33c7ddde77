package dev.hawser.internal.pool;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/*
 * Tells when a lease was lost without being released, at no cost a loan. Each connection has one token, an object without content. While the connection is idle the pool
 * holds it; while it is lent only the lease does. If the lease becomes garbage, so does the token, and this reference to it appears in the pool's queue.
 */

/** Watches one connection's token. */
final class LeakWatch extends WeakReference<Object> {

    final PooledConnection connection;

    LeakWatch(PooledConnection connection, Object token, ReferenceQueue<Object> leaks) {
        super(token, leaks);
        this.connection = connection;
    }
}
