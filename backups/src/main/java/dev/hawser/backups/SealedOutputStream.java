package dev.hawser.backups;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.hawser.config.BackupCompression;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Compresses, seals and writes: a {@link SealHeader}, then frames of a length word and sealed content. Only {@link #finish} makes it complete; what is closed without that is
 * told apart from a whole file by {@link SealedInputStream}. It closes nothing but itself. An interrupt ends it. For one thread at a time.
 */
final class SealedOutputStream extends OutputStream {

    /** The sign bit of the length word. */
    static final int LAST = 1 << 31;

    private static final int ZSTD_LEVEL = 3;
    private static final int BUFFER = 64 * 1024;

    private final Frames frames;
    private final OutputStream compressor;
    private long plainBytes;
    private boolean closed;

    /** {@code key}: null if it is not to be encrypted. */
    SealedOutputStream(OutputStream out, BackupCompression compression, @Nullable BackupKey key) throws IOException {
        SealHeader header = SealHeader.create(compression, key);
        out.write(header.bytes());
        this.frames = new Frames(out, FrameSeal.of(header, key));
        this.compressor = switch (compression) {
            case ZSTD -> new ZstdOutputStreamNoFinalizer(frames, ZSTD_LEVEL);
            case GZIP -> new GZIPOutputStream(frames, BUFFER);
            case NONE -> frames;
        };
    }

    /** How many bytes were written to this so far. */
    long plainBytes() {
        return plainBytes;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        compressor.write(bytes, offset, length);
        plainBytes += length;
    }

    /** Writes what is left, and the last frame. Nothing can be written after that. */
    void finish() throws IOException {
        if (!closed) {
            closed = true;
            if (compressor != frames) {
                compressor.close();
            }
            frames.finish();
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            frames.discard();
            compressor.close(); // gives native memory back
        }
    }

    /** Cuts what it gets into frames. {@code close} does nothing, as the compressor calls it. */
    private static final class Frames extends OutputStream {

        private final OutputStream out;
        private final FrameSeal seal;
        private final byte[] content = new byte[SealHeader.FRAME_BYTES];
        private final byte[] sealed;
        private int filled;
        private boolean discarding;

        Frames(OutputStream out, FrameSeal seal) {
            this.out = out;
            this.seal = seal;
            this.sealed = new byte[Integer.BYTES + content.length + seal.overhead()];
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int from = offset;
            int left = discarding ? 0 : length;
            while (left > 0) {
                if (filled == content.length) {
                    writeFrame(false); // only now is it known that it is not the last one
                }
                int part = Math.min(left, content.length - filled);
                System.arraycopy(bytes, from, content, filled, part);
                filled += part;
                from += part;
                left -= part;
            }
        }

        void finish() throws IOException {
            writeFrame(true);
        }

        void discard() {
            discarding = true;
        }

        private void writeFrame(boolean last) throws IOException {
            int length = seal.seal(content, filled, last, sealed);
            int word = last ? length | LAST : length;
            byte[] prefix = {(byte) (word >> 24), (byte) (word >> 16), (byte) (word >> 8), (byte) word};
            out.write(prefix);
            out.write(sealed, 0, length);
            filled = 0;
        }
    }
}
