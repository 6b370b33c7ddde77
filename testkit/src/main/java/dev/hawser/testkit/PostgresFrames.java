package dev.hawser.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Splits what one direction of a connection to PostgreSQL carries into messages, wherever the reads end. For one thread at a time. */
final class PostgresFrames {

    /** The type of the messages that have none, with which a client begins. */
    static final char UNTYPED = '\0';

    private static final int LENGTH_BYTES = 4;

    // More than any statement that a test would look for.
    private static final int KEPT_AT_MOST = 64 * 1_024;

    private final String kept;
    private final ByteBuffer header = ByteBuffer.allocate(1 + LENGTH_BYTES);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean typed;
    private boolean started;
    private boolean inBody;
    private char type;
    private int remaining;

    /**
     * A whole message.
     *
     * @param body empty unless this type is kept
     * @param start where it began in the bytes that were read last; 0 if that was in earlier ones
     */
    record Frame(char type, byte[] body, int start) {}

    /**
     * Nothing has been read.
     *
     * @param kept the types whose bodies are wanted
     */
    PostgresFrames(boolean typed, String kept) {
        this.typed = typed;
        this.kept = kept;
        prepareHeader();
    }

    boolean isAtStart() {
        return !started;
    }

    /** Messages that follow begin with their type. */
    void typedFromNowOn() {
        typed = true;
        prepareHeader();
    }

    private void prepareHeader() {
        header.clear().limit(typed ? 1 + LENGTH_BYTES : LENGTH_BYTES);
    }

    /** The next message that ends in {@code bytes}; null, and all of them taken, if none does. */
    @Nullable
    Frame next(ByteBuffer bytes) {
        int start = isBetweenMessages() ? bytes.position() : 0;
        started |= bytes.hasRemaining();
        while (!inBody && bytes.hasRemaining()) {
            header.put(bytes.get());
            if (!header.hasRemaining()) {
                beginBody();
            }
        }
        if (!inBody) {
            return null;
        }
        takeBody(bytes);
        return remaining == 0 ? finish(start) : null;
    }

    private boolean isBetweenMessages() {
        return !inBody && header.position() == 0;
    }

    private void beginBody() {
        header.flip();
        type = typed ? (char) (header.get() & 0xff) : UNTYPED;
        remaining = Math.max(0, header.getInt() - LENGTH_BYTES);
        inBody = true;
        body.reset();
    }

    private void takeBody(ByteBuffer bytes) {
        int taken = Math.min(remaining, bytes.remaining());
        if (isKept()) {
            byte[] part = new byte[Math.min(taken, KEPT_AT_MOST - body.size())];
            bytes.duplicate().get(part);
            body.writeBytes(part);
        }
        bytes.position(bytes.position() + taken);
        remaining -= taken;
    }

    private boolean isKept() {
        return type == UNTYPED || kept.indexOf(type) >= 0;
    }

    private Frame finish(int start) {
        inBody = false;
        prepareHeader();
        return new Frame(type, body.toByteArray(), start);
    }
}
