package dev.hawser.testkit.tds;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Puts together the messages that one direction of a connection carries as packets, wherever the reads end. For one thread at a time. */
final class TdsPackets {

    private static final int LENGTH = 2;
    private static final int KEPT_AT_MOST = 64 * 1024;

    /** What bare TLS begins with: no type of a packet. */
    private static final int TLS_DATA = 0x17;

    private final byte[] header = new byte[TdsChannel.HEADER];
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private int read; // of the packet
    private boolean begun; // a message
    private boolean opaque;

    /**
     * A message.
     *
     * @param payload its beginning, if it is long
     * @param start where it begins in the bytes that were read last; 0 if that was in earlier ones
     */
    record Whole(int type, byte[] payload, int start) {}

    /** The next message that ends in {@code bytes}; null, and all of them taken, if none does. */
    @Nullable
    Whole next(ByteBuffer bytes) {
        int start = begun ? 0 : bytes.position();
        while (bytes.hasRemaining() && !opaque) {
            begun = true;
            take(bytes);
            opaque = header[0] == TLS_DATA;
            if (!opaque && read >= TdsChannel.HEADER && read == length()) {
                read = 0;
                if ((header[1] & TdsChannel.END_OF_MESSAGE) != 0) {
                    return whole(start);
                }
            }
        }
        bytes.position(bytes.limit());
        return null;
    }

    private void take(ByteBuffer bytes) {
        if (read < TdsChannel.HEADER) {
            header[read++] = bytes.get();
            return;
        }
        byte[] part = new byte[Math.min(length() - read, bytes.remaining())];
        bytes.get(part);
        read += part.length;
        if (payload.size() < KEPT_AT_MOST) {
            payload.writeBytes(part);
        }
    }

    /** Of the packet, its header included. */
    private int length() {
        return Math.max(
                TdsChannel.HEADER, Short.toUnsignedInt(ByteBuffer.wrap(header).getShort(LENGTH)));
    }

    private Whole whole(int start) {
        Whole message = new Whole(header[0], payload.toByteArray(), start);
        payload.reset();
        begun = false;
        return message;
    }
}
