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

    ConnectAttempt(long now, long notBefore) {
        this.notBefore = notBefore;
        this.startedAt = notBefore - now > 0 ? notBefore : now;
    }

    /** A worker has taken it, and waits for its turn. */
    void runsOn(Thread worker) {
        thread = worker;
    }

    /** Its turn has come. False if it was given up meanwhile. */
    boolean begin(long now) {
        startedAt = now;
        return state.compareAndSet(State.WAITING, State.CONNECTING);
    }

    long startedAt() {
        return startedAt;
    }

    /** It came back. False if nobody waits for it any more. */
    boolean end() {
        return state.getAndSet(State.ENDED) != State.ABANDONED;
    }

    boolean isConnecting() {
        return state.get() == State.CONNECTING;
    }

    /** Whether nothing but a worker is missing for it to run: neither a pause nor a limiter holds it back. */
    boolean isAboutToConnect(long now) {
        return state.get() == State.WAITING && thread == null && notBefore - now <= 0;
    }

    boolean isOverdue(long now, long mostNanos) {
        State present = state.get();
        return (present == State.WAITING || present == State.CONNECTING) && now - startedAt > mostNanos;
    }

    /** Gives it up. False if it ended in this moment. */
    boolean abandon() {
        return state.compareAndSet(State.CONNECTING, State.ABANDONED)
                || state.compareAndSet(State.WAITING, State.ABANDONED);
    }

    /** The worker that is stuck in it, if one has taken it. */
    @Nullable
    Thread thread() {
        return thread;
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
