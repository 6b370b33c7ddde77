package dev.hawser.testkit.tds;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads what TDS is made of: little-endian numbers, and texts in UTF-16. */
final class TdsReader {

    private final ByteBuffer buffer;

    TdsReader(byte[] bytes) {
        this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean hasMore() {
        return buffer.hasRemaining();
    }

    boolean nextIs(int value) {
        return Byte.toUnsignedInt(buffer.get(buffer.position())) == value;
    }

    int u8() {
        return Byte.toUnsignedInt(buffer.get());
    }

    int u16() {
        return Short.toUnsignedInt(buffer.getShort());
    }

    int i16() {
        return buffer.getShort();
    }

    int i32() {
        return buffer.getInt();
    }

    long i64() {
        return buffer.getLong();
    }

    int u8At(int position) {
        return Byte.toUnsignedInt(buffer.get(position));
    }

    int u16At(int position) {
        return Short.toUnsignedInt(buffer.getShort(position));
    }

    int i32At(int position) {
        return buffer.getInt(position);
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    byte[] bytesAt(int position, int length) {
        byte[] bytes = new byte[length];
        buffer.get(position, bytes);
        return bytes;
    }

    void skip(int length) {
        buffer.position(buffer.position() + length);
    }

    /** A number without a sign, of up to seven bytes. */
    long unsigned(int length) {
        long number = 0;
        for (int i = 0; i < length; i++) {
            number |= (long) u8() << (8 * i);
        }
        return number;
    }

    /** {@code characters} of UTF-16. */
    String text(int characters) {
        return new String(bytes(2 * characters), StandardCharsets.UTF_16LE);
    }

    String rest() {
        return new String(bytes(buffer.remaining()), StandardCharsets.UTF_16LE);
    }

    /** A long value, which comes in chunks; null for NULL: MS-TDS 2.2.5.2.3. */
    byte @Nullable [] chunks() {
        if (i64() == -1) {
            return null;
        }
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        for (int length = i32(); length != 0; length = i32()) {
            value.writeBytes(bytes(length));
        }
        return value.toByteArray();
    }

    /** Skips the headers in front of a batch or a call, which say in which transaction it is. */
    void skipHeaders() {
        buffer.position(buffer.getInt(0));
    }
}
