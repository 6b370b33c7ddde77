package dev.hawser.server.live;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.server.access.ClientNetwork;
import dev.hawser.spi.Ticker;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The clients that are told each second how the databases are. What they are told is made once for all of them, and nobody waits for any of them: a slow one misses states,
 * and is cut when it takes nothing for too long. Thread-safe; it has one thread, however many clients there are.
 */
public final class EventStreams implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final Duration FAREWELL = Duration.ofSeconds(1);
    private static final int MOST_MISSED = EventStream.MOST_EVENTS / 2;
    private static final byte[] ALIVE = utf8(": alive\n\n");

    private final Bounds bounds;
    private final Ticker ticker;
    private final LongFunction<Stream<Frame>> eventsSince;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition nobodyLeft = lock.newCondition();

    @GuardedBy("lock")
    private final Map<String, Integer> perAddress = new HashMap<>();

    @GuardedBy("lock")
    private int admitted;

    @GuardedBy("lock")
    private boolean closed;

    private @Nullable Frame state; // of the thread
    private long lastEvent; // of the thread
    private long toldAt; // of the thread
    /**
     * How many streams there may be, and how slow.
     *
     * @param all of all clients
     * @param perAddress of one client address, counted by {@link ClientNetwork}
     * @param slowest how long a client may take nothing
     */
    public record Bounds(int all, int perAddress, Duration slowest) {}

    /**
     * Something to tell, ready to be sent. Immutable.
     *
     * @param id the id of the event, or of the last event before the state
     */
    public record Frame(long id, byte[] bytes) {

        /** A frame of this kind with JSON in it, which is on one line. */
        public static Frame of(long id, String kind, String json) {
            return new Frame(id, utf8("id: " + id + "\nevent: " + kind + "\ndata: " + json + "\n\n"));
        }
    }

    /** Why there is no stream for a client. */
    public enum Refusal {
        /** There are as many as there may be. */
        TOO_MANY,
        /** There are as many as there may be for this address. */
        TOO_MANY_OF_ADDRESS,
        /** The server is about to stop. */
        STOPPING
    }

    /** {@code eventsSince} gives the events after the one with an id, in their order. */
    public EventStreams(Bounds bounds, Ticker ticker, long lastEvent, LongFunction<Stream<Frame>> eventsSince) {
        this.bounds = bounds;
        this.ticker = ticker;
        this.eventsSince = eventsSince;
        this.lastEvent = lastEvent;
        this.toldAt = ticker.nanoTime();
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "hawser-streams");
            made.setDaemon(true);
            return made;
        });
        this.thread.setRemoveOnCancelPolicy(true);
        thread.scheduleAtFixedRate(this::maintain, PERIOD.toNanos(), PERIOD.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Makes a stream of a request's answer, whose headers are set already, and completes the request when the stream ends; or says why not, and then nothing was done.
     *
     * @param expiresAt when it is to end; null for never
     * @param lastEventId the last event that the client knows; null if it knows none, and wants no old ones
     * @throws IOException if the client is gone
     */
    public @Nullable Refusal open(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable Instant expiresAt,
            @Nullable Long lastEventId)
            throws IOException {
        String address = ClientNetwork.of(request.getRemoteAddr());
        Refusal refusal = admit(address);
        if (refusal != null) {
            return refusal;
        }
        try {
            begin(request, response, address, expiresAt, lastEventId);
            return null;
        } catch (IOException | RuntimeException failed) {
            leave(address);
            throw failed;
        }
    }

    private void begin(
            HttpServletRequest request,
            HttpServletResponse response,
            String address,
            @Nullable Instant expiresAt,
            @Nullable Long lastEventId)
            throws IOException {
        Runnable cut = ClientConnection.of(request);
        AsyncContext async = request.isAsyncStarted() ? request.getAsyncContext() : request.startAsync();
        async.setTimeout(0);
        ServletOutputStream out = response.getOutputStream();
        EventStream stream = new EventStream(async, out, expiresAt, cut, ended -> {
            streams.remove(ended);
            leave(address);
        });
        onThread(() -> welcome(stream, lastEventId));
        out.setWriteListener(stream);
    }

    private @Nullable Refusal admit(String address) {
        lock.lock();
        try {
            if (closed) {
                return Refusal.STOPPING;
            }
            if (admitted >= bounds.all()) {
                return Refusal.TOO_MANY;
            }
            if (perAddress.getOrDefault(address, 0) >= bounds.perAddress()) {
                return Refusal.TOO_MANY_OF_ADDRESS;
            }
            perAddress.merge(address, 1, Integer::sum);
            admitted++;
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void leave(String address) {
        lock.lock();
        try {
            perAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
            if (--admitted == 0) {
                nobodyLeft.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many there are. */
    public int size() {
        lock.lock();
        try {
            return admitted;
        } finally {
            lock.unlock();
        }
    }

    private void onThread(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException stopping) {
            // whoever stops it ends all streams
        }
    }

    /** What it missed, but no more of it than leaves room for what is to come, and how everything is. */
    private void welcome(EventStream stream, @Nullable Long lastEventId) {
        if (lastEventId != null) {
            List<Frame> missed = eventsSince
                    .apply(lastEventId)
                    .filter(event -> event.id() <= lastEvent) // those after it are still to be told to all
                    .toList();
            missed.subList(Math.max(0, missed.size() - MOST_MISSED), missed.size())
                    .forEach(event -> stream.event(event.bytes()));
        }
        Frame known = state;
        if (known != null) {
            stream.state(known.bytes());
        }
        streams.add(stream);
        if (stream.isOver()) {
            streams.remove(stream);
        }
    }

    /** Tells everybody what has happened, and then how everything is. Does not wait for them. */
    public void publish(Frame newState) {
        onThread(() -> tell(newState));
    }

    private void tell(Frame newState) {
        state = newState;
        eventsSince.apply(lastEvent).forEach(event -> {
            lastEvent = event.id();
            streams.forEach(stream -> stream.event(event.bytes()));
        });
        streams.forEach(stream -> stream.state(newState.bytes()));
        toldAt = ticker.nanoTime();
    }

    private void maintain() {
        long now = System.nanoTime();
        Instant moment = ticker.instant();
        boolean silent = ticker.nanoTime() - toldAt >= SILENCE.toNanos();
        for (EventStream stream : streams) {
            if (stream.isStuck(now, bounds.slowest().toNanos())) {
                stream.cut();
            } else if (stream.isExpired(moment)) {
                stream.end(farewell("token_expired", "the token has expired"));
            } else if (silent) {
                stream.event(ALIVE);
            }
        }
        if (silent) {
            toldAt = ticker.nanoTime();
        }
    }

    private static byte[] farewell(String code, String reason) {
        return utf8("event: end\ndata: {\"code\":\"" + code + "\",\"reason\":\"" + reason + "\"}\n\n");
    }

    /** Says farewell to all, and cuts those that have not taken it within a second. Again has no effect. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            onThread(() -> streams.forEach(stream -> stream.end(farewell("stopping", "the server stops"))));
            long left = FAREWELL.toNanos();
            while (admitted > 0 && left > 0) {
                left = nobodyLeft.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        thread.shutdownNow();
        streams.forEach(EventStream::cut);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
