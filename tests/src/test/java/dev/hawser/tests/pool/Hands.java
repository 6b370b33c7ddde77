package dev.hawser.tests.pool;

import dev.hawser.testkit.FakeConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which connections are in hand, and in whose. Thread-safe. */
final class Hands {

    private final Map<FakeConnection, Thread> holders = new ConcurrentHashMap<>();

    /** Takes a connection, which nobody else may have. */
    void take(FakeConnection connection) {
        Thread other = holders.putIfAbsent(connection, Thread.currentThread());
        if (other != null) {
            throw new AssertionError(connection + " is in the hands of " + other + " and of " + Thread.currentThread());
        }
    }

    /** Lets a connection go, before the pool may hear of it. */
    void let(FakeConnection connection) {
        if (!holders.remove(connection, Thread.currentThread())) {
            throw new AssertionError(Thread.currentThread() + " does not have " + connection);
        }
    }

    boolean areEmpty() {
        return holders.isEmpty();
    }
}
