package dev.hawser.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Splits what one direction of a connection carries into messages that say their length in front, wherever the reads end. For one thread at a time. */
abstract class MessageFrames {

    // More than any statement that a test would look for.
    private static final int KEPT_AT_MOST = 64 * 1_024;
    private static final int LONGEST_HEADER = 8;

    private final ByteBuffer header = ByteBuffer.allocate(LONGEST_HEADER);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean started;
    private @Nullable Header current;
    private int remaining;

    /**
     * What is in front of a message.
     *
     * @param type what tells it from others
     * @param length of what follows
     * @param kept whether that is wanted
     */
    record Header(char type, int length, boolean kept) {}

    /**
     * A whole message.
     *
     * @param body empty unless it is wanted
     * @param start where it began in the bytes that were read last; 0 if that was in earlier ones
     */
    record Frame(char type, byte[] body, int start) {}

    /** The length of the next header. */
    abstract int headerLength();

    abstract Header header(ByteBuffer bytes);

    final boolean isAtStart() {
        return !started;
    }

    /** The next message that ends in {@code bytes}; null, and all of them taken, if none does. */
    final @Nullable Frame next(ByteBuffer bytes) {
        int start = current == null && header.position() == 0 ? bytes.position() : 0;
        started |= bytes.hasRemaining();
        while (current == null && bytes.hasRemaining()) {
            header.put(bytes.get());
            if (header.position() == headerLength()) {
                header.flip();
                current = header(header);
                header.clear();
                remaining = Math.max(0, current.length());
                body.reset();
            }
        }
        Header begun = current;
        if (begun == null) {
            return null;
        }
        take(bytes, begun.kept());
        if (remaining > 0) {
            return null;
        }
        current = null;
        return new Frame(begun.type(), body.toByteArray(), start);
    }

    private void take(ByteBuffer bytes, boolean kept) {
        int taken = Math.min(remaining, bytes.remaining());
        if (kept) {
            byte[] part = new byte[Math.min(taken, KEPT_AT_MOST - body.size())];
            bytes.duplicate().get(part);
            body.writeBytes(part);
        }
        bytes.position(bytes.position() + taken);
        remaining -= taken;
    }
}
