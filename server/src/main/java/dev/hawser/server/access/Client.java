package dev.hawser.server.access;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** One connection of a client, and how far it is with what it sends or is sent. Thread-safe. */
final class Client {

    private static final String EVENTS = "text/event-stream";

    /** What the client is at. Each but the first and the third is over in time, or the connection is cut. */
    private enum Stage {
        IDLE,
        SENDING_HEAD,
        SENDING_BODY,
        WAITING,
        TAKING_ANSWER
    }

    /** @param bytes how many it had sent by then */
    private record Phase(Stage stage, long since, long bytes) {}

    private final EndPoint socket;
    private final String network;
    private final AtomicReference<Phase> phase;
    private volatile @Nullable Response response;

    /** @param network who it counts for, by {@link ClientNetwork} */
    Client(EndPoint socket, String network, long now) {
        this.socket = socket;
        this.network = network;
        this.phase = new AtomicReference<>(new Phase(Stage.IDLE, now, 0));
    }

    /** The head of a request is there. */
    void sendsBody(Response response, long now) {
        this.response = response;
        phase.set(new Phase(Stage.SENDING_BODY, now, 0));
    }

    /** All of a request is there. */
    void waits(long now) {
        phase.set(new Phase(Stage.WAITING, now, 0));
    }

    /** The answer is sent. */
    void isDone(long now) {
        response = null;
        phase.set(new Phase(Stage.IDLE, now, bytesIn()));
    }

    boolean isIdle() {
        return phase().stage() == Stage.IDLE;
    }

    /** Whether it has not said yet all that it wants. */
    boolean isSending() {
        Stage stage = phase().stage();
        return stage == Stage.SENDING_HEAD || stage == Stage.SENDING_BODY;
    }

    String network() {
        return network;
    }

    EndPoint socket() {
        return socket;
    }

    long since() {
        return phase().since();
    }

    /** Notes what can be seen from outside. Whether the client has been at it for longer than {@code limit} nanoseconds. */
    boolean isTooSlow(long now, long limit) {
        Phase seen = phase();
        Response answer = response;
        Stage next = seen.stage();
        if (next == Stage.IDLE && bytesIn() > seen.bytes()) {
            next = Stage.SENDING_HEAD;
        } else if (next == Stage.WAITING && answer != null && answer.isCommitted() && !isEvents(answer)) {
            next = Stage.TAKING_ANSWER;
        }
        if (next != seen.stage()) {
            phase.compareAndSet(
                    seen, new Phase(next, now, seen.bytes())); // unless the client has gone on in the meantime
            return false;
        }
        boolean timed = next == Stage.SENDING_HEAD || next == Stage.SENDING_BODY || next == Stage.TAKING_ANSWER;
        return timed && now - seen.since() > limit;
    }

    private Phase phase() {
        return Objects.requireNonNull(phase.get());
    }

    private static boolean isEvents(Response answer) {
        String type = answer.getHeaders().get("Content-Type");
        return type != null && type.startsWith(EVENTS);
    }

    private long bytesIn() {
        Connection connection = socket.getConnection();
        return connection == null ? 0 : connection.getBytesIn();
    }

    void cut() {
        socket.close();
    }
}
