package dev.hawser.internal.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections: a stack, so that the most recently used is lent first, the others grow old, and the pool can shrink. Its top is a few hot slots, one for
 * threads of the same remainder, each of which holds what such a thread gave back last and can be exchanged without a lock. What is displaced from a slot goes to the
 * rest of the stack. For one thread that is last in, first out; for several it is so up to one connection a slot.
 *
 * <p>A connection is in one place only, because it is moved by exchanges. {@link #takeHot} and {@link #putHot} are thread-safe; the rest is guarded by the pool's lock.
 */
final class IdleConnections {

    /** Slots are a cache line apart, so that threads that use different ones do not disturb each other: 16 references of 4 bytes. */
    private static final int APART = 16;

    private static final int MOST_SLOTS = 8;

    private final AtomicReferenceArray<PooledConnection> hot;
    private final int slots;
    private final Deque<PooledConnection> rest = new ArrayDeque<>();

    /** For a pool of this size: at most a quarter of it is kept in slots, so that order is kept where it matters. */
    IdleConnections(int poolSize, int processors) {
        int wanted = Math.max(1, Math.min(Math.min(processors, MOST_SLOTS), poolSize / 4));
        this.slots = Integer.highestOneBit(wanted);
        this.hot = new AtomicReferenceArray<>((slots + 1) * APART);
    }

    private int slot(int number) {
        return (number + 1) * APART;
    }

    private int mySlot() {
        return slot((int) Thread.currentThread().getId() & (slots - 1));
    }

    /** What threads like this one gave back last; null if that is lent. */
    @Nullable
    PooledConnection takeHot() {
        int slot = mySlot();
        return hot.getPlain(slot) == null ? null : hot.getAndSet(slot, null);
    }

    /** Puts a connection on top. Returns the one that it displaced, which the caller must {@link #push}; null if there was none. */
    @Nullable
    PooledConnection putHot(PooledConnection connection) {
        return hot.getAndSet(mySlot(), connection);
    }

    void push(PooledConnection connection) {
        rest.addLast(connection);
    }

    /** The most recently used, as far as the slots tell; null if none is idle. */
    @Nullable
    PooledConnection pop() {
        PooledConnection taken = takeHot();
        if (taken == null) {
            taken = rest.pollLast();
        }
        for (int i = 0; taken == null && i < slots; i++) {
            taken = hot.getAndSet(slot(i), null);
        }
        return taken;
    }

    /** Takes out those that match, the least recently used first, and at most {@code limit}. */
    List<PooledConnection> takeOut(Predicate<PooledConnection> condition, int limit) {
        coolDown();
        List<PooledConnection> taken = new ArrayList<>();
        rest.removeIf(connection -> taken.size() < limit && condition.test(connection) && taken.add(connection));
        return taken;
    }

    /** Puts a connection at the bottom, where it is the last to be lent. */
    void pushUnder(PooledConnection connection) {
        rest.addFirst(connection);
    }

    void forEach(Consumer<PooledConnection> action) {
        coolDown();
        rest.forEach(action);
    }

    /** Moves everything out of the slots. */
    private void coolDown() {
        for (int i = 0; i < slots; i++) {
            PooledConnection taken = hot.getAndSet(slot(i), null);
            if (taken != null) {
                rest.addLast(taken);
            }
        }
    }

    int size() {
        int size = rest.size();
        for (int i = 0; i < slots; i++) {
            size += hot.get(slot(i)) == null ? 0 : 1;
        }
        return size;
    }
}
