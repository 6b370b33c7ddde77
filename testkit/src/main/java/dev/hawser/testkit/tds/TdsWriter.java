package dev.hawser.testkit.tds;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes what TDS is made of: little-endian numbers, and texts in UTF-16. */
final class TdsWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TdsWriter u8(int value) {
        out.write(value);
        return this;
    }

    TdsWriter u16(int value) {
        return u8(value).u8(value >> 8);
    }

    TdsWriter i32(int value) {
        return u16(value).u16(value >> 16);
    }

    TdsWriter i64(long value) {
        return i32((int) value).i32((int) (value >> 32));
    }

    /** The lowest {@code length} bytes. */
    TdsWriter number(long value, int length) {
        for (int i = 0; i < length; i++) {
            u8((int) (value >> (8 * i)));
        }
        return this;
    }

    TdsWriter bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** A text behind its length in one byte. */
    TdsWriter shortText(String text) {
        return u8(text.length()).text(text);
    }

    /** A text behind its length in two bytes. */
    TdsWriter longText(String text) {
        return u16(text.length()).text(text);
    }

    private TdsWriter text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_16LE));
    }

    /** A long value as one chunk: MS-TDS 2.2.5.2.3. */
    TdsWriter chunks(byte[] value) {
        i64(value.length);
        if (value.length > 0) {
            i32(value.length).bytes(value);
        }
        return i32(0);
    }

    int size() {
        return out.size();
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
