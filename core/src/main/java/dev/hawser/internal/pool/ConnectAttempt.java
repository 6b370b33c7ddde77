package dev.hawser.internal.pool;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One connect under way. It ends once: by itself, or because it was abandoned. */
final class ConnectAttempt {

    private enum State {
        WAITING,
        CONNECTING,
        ENDED,
        ABANDONED
    }

    /** Not to be begun before this, by the exact clock. */
    final long notBefore;

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile @Nullable Thread thread;
    private volatile long startedAt;
    private final CountDownLatch aborted = new CountDownLatch(1);

    ConnectAttempt(long notBefore) {
        this.notBefore = notBefore;
    }

    void begin(long now) {
        startedAt = now;
        thread = Thread.currentThread();
        state.set(State.CONNECTING);
    }

    long startedAt() {
        return startedAt;
    }

    /** It came back. False if nobody waits for it any more. */
    boolean end() {
        return state.getAndSet(State.ENDED) != State.ABANDONED;
    }

    boolean isOverdue(long now, long mostNanos) {
        return state.get() == State.CONNECTING && now - startedAt > mostNanos;
    }

    /** Gives it up. Returns the thread that is stuck in it; null if it ended in this moment. */
    @Nullable
    Thread abandon() {
        return state.compareAndSet(State.CONNECTING, State.ABANDONED) ? thread : null;
    }

    /** Its thread was told to end it. */
    void aborted() {
        aborted.countDown();
    }

    /** For the thread of an abandoned one: waits until it was told, and forgets it then, so that it does not reach what this thread does next. */
    void awaitAborted() {
        boolean told = false;
        while (!told) {
            try {
                aborted.await();
                told = true;
            } catch (InterruptedException thatIsIt) {
                continue; // aborted() follows
            }
        }
        Thread.interrupted();
    }
}
