package dev.hawser.server.live;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * One client's stream. It is written to by whoever has something to write or hears that there is room, one at a time: the first of them writes, and the others leave a note
 * that there is more to do. So nobody waits, neither for a lock nor for the client. Events are kept in order; of the states only the newest is.
 */
final class EventStream implements WriteListener {

    /** A client that is so many events behind is not reading. */
    static final int MOST_EVENTS = 1_000;

    private static final long NEVER = Long.MIN_VALUE;

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final @Nullable Instant expiresAt;
    private final Runnable cut;
    private final Consumer<EventStream> gone;
    private final Queue<byte[]> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingEvents = new AtomicInteger();
    private final AtomicReference<byte @Nullable []> state = new AtomicReference<>();
    private final AtomicReference<byte @Nullable []> farewell = new AtomicReference<>();
    private final AtomicInteger toDo = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean open;
    private volatile long fullSince = NEVER;
    private boolean flushDue = true; // of whoever writes; the headers first
    private boolean lastWritten; // of whoever writes

    /**
     * The stream of a request.
     *
     * @param expiresAt when it is to end; null for never
     * @param cut closes the client's connection at once
     * @param gone is told, once, that it is over
     */
    EventStream(
            AsyncContext async,
            ServletOutputStream out,
            @Nullable Instant expiresAt,
            Runnable cut,
            Consumer<EventStream> gone) {
        this.async = async;
        this.out = out;
        this.expiresAt = expiresAt;
        this.cut = cut;
        this.gone = gone;
    }

    boolean isExpired(Instant now) {
        return expiresAt != null && now.isAfter(expiresAt);
    }

    /** Sends an event, after those before it. */
    void event(byte[] frame) {
        if (waitingEvents.incrementAndGet() > MOST_EVENTS) {
            cut();
            return;
        }
        events.add(frame);
        wake();
    }

    /** Sends a state, after the events before it and instead of an older state that was not sent yet. */
    void state(byte[] frame) {
        state.set(frame);
        wake();
    }

    /** Sends a last frame, and ends. */
    void end(byte[] frame) {
        farewell.set(frame);
        wake();
    }

    /** Since when, by {@code System.nanoTime}, the client has not taken what it was sent: it takes longer than {@code limit}. */
    boolean isStuck(long now, long limit) {
        long since = fullSince;
        return since != NEVER && now - since > limit;
    }

    /** Whether it has ended. */
    boolean isOver() {
        return over.get();
    }

    /** Ends it now, whatever the client has not taken. */
    void cut() {
        if (over.compareAndSet(false, true)) {
            cut.run();
            complete();
            gone.accept(this);
        }
    }

    @Override
    public void onWritePossible() {
        open = true;
        wake();
    }

    /** The client is gone, or its connection was cut. */
    @Override
    public void onError(Throwable failure) {
        finish();
    }

    private void finish() {
        if (over.compareAndSet(false, true)) {
            complete();
            gone.accept(this);
        }
    }

    private void complete() {
        try {
            async.complete();
        } catch (IllegalStateException alreadyCompleted) {
            // the container found out first that the client is gone
        }
    }

    private void wake() {
        if (!open || toDo.getAndIncrement() != 0) {
            return;
        }
        int seen;
        do {
            seen = toDo.get();
            try {
                writeWhatFits();
            } catch (IOException | IllegalStateException clientIsGone) {
                finish();
            }
        } while (!toDo.compareAndSet(seen, 0));
    }

    /** When it does not fit, the container calls {@link #onWritePossible} once there is room again. */
    private void writeWhatFits() throws IOException {
        while (!over.get()) {
            if (!out.isReady()) {
                fullSince = fullSince == NEVER ? System.nanoTime() : fullSince;
                return;
            }
            fullSince = NEVER;
            if (flushDue) {
                flushDue = false;
                out.flush();
            } else if (lastWritten) {
                finish();
            } else {
                byte[] frame = next();
                if (frame == null) {
                    return;
                }
                out.write(frame);
                flushDue = true;
            }
        }
    }

    private byte @Nullable [] next() {
        byte[] event = events.poll();
        if (event != null) {
            waitingEvents.decrementAndGet();
            return event;
        }
        byte[] newest = state.getAndSet(null);
        if (newest != null) {
            return newest;
        }
        byte[] last = farewell.getAndSet(null);
        lastWritten = last != null;
        return last;
    }
}
