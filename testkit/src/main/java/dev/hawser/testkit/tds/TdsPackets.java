package dev.hawser.testkit.tds;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Puts together the messages that one direction of a connection carries as packets, wherever the reads end. For one thread at a time. */
final class TdsPackets {

    private static final int LENGTH = 2;
    private static final int KEPT_AT_MOST = 64 * 1024;

    /** What records of TLS begin with, and no packet does. A login that is encrypted alone comes as such, and packets follow it. */
    private static final int TLS_FIRST = 0x14;

    private static final int TLS_LAST = 0x17;
    private static final int TLS_HEADER = 5;
    private static final int TLS_LENGTH = 3;

    private final byte[] header = new byte[TdsChannel.HEADER];
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private int read; // of the packet
    private boolean begun; // a message
    private int passedOver; // of a record of TLS, still to come

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
        passOver(bytes);
        int start = begun ? 0 : bytes.position();
        while (bytes.hasRemaining()) {
            begun = true;
            take(bytes);
            if (isTls()) {
                beginRecord();
                passOver(bytes);
                start = bytes.position();
            } else if (read >= TdsChannel.HEADER && read == length()) {
                read = 0;
                if ((header[1] & TdsChannel.END_OF_MESSAGE) != 0) {
                    return whole(start);
                }
            }
        }
        return null;
    }

    private void passOver(ByteBuffer bytes) {
        int part = Math.min(passedOver, bytes.remaining());
        bytes.position(bytes.position() + part);
        passedOver -= part;
    }

    private boolean isTls() {
        return read == TLS_HEADER && header[0] >= TLS_FIRST && header[0] <= TLS_LAST;
    }

    private void beginRecord() {
        passedOver = Short.toUnsignedInt(ByteBuffer.wrap(header).getShort(TLS_LENGTH));
        read = 0;
        begun = false;
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
