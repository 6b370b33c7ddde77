package dev.hawser.backups;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link SealedOutputStream} wrote. No byte comes out of it that was not checked, and its end is told only when the last frame was there and nothing behind it:
 * else {@link DamagedBackupException}. It closes nothing but itself. An interrupt ends it. For one thread at a time.
 */
final class SealedInputStream extends InputStream {

    private static final int BUFFER = 64 * 1024;

    private final SealHeader header;
    private final Frames frames;
    private final InputStream content;

    /**
     * Reads the header.
     *
     * @param key null if there is none
     * @throws WrongKeyException if the file is encrypted with another one
     */
    SealedInputStream(InputStream in, @Nullable BackupKey key) throws IOException {
        this.header = SealHeader.read(in);
        String needed = header.keyId();
        if (needed != null && (key == null || !needed.equals(key.id()))) {
            throw new WrongKeyException(needed, key);
        }
        this.frames = new Frames(in, FrameSeal.of(header, needed == null ? null : key));
        this.content = switch (header.compression()) {
            case ZSTD -> new ZstdInputStreamNoFinalizer(frames);
            case GZIP -> gzip(frames);
            case NONE -> frames;
        };
    }

    private static InputStream gzip(Frames frames) throws IOException {
        try {
            return new GZIPInputStream(frames, BUFFER);
        } catch (ZipException notGzip) {
            throw undecodable(notGzip);
        }
    }

    SealHeader header() {
        return header;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, to.length);
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        if (length == 0) {
            return 0;
        }
        int read;
        try {
            read = content.read(to, offset, length);
        } catch (DamagedBackupException damaged) {
            throw damaged;
        } catch (ZstdIOException | ZipException | EOFException undecodable) {
            throw undecodable(undecodable);
        }
        if (read < 0 && frames.read() >= 0) {
            throw new DamagedBackupException("there is more in it after the end of what was compressed");
        }
        return read;
    }

    private static DamagedBackupException undecodable(IOException cause) {
        return new DamagedBackupException("its content cannot be decompressed: " + cause.getMessage(), cause);
    }

    @Override
    public void close() throws IOException {
        content.close();
    }

    /** The content of one frame after the other. {@code close} does nothing. */
    private static final class Frames extends InputStream {

        private final InputStream in;
        private final FrameSeal seal;
        private final byte[] content = new byte[SealHeader.FRAME_BYTES];
        private final byte[] sealed;
        private int position;
        private int filled;
        private boolean ended;

        Frames(InputStream in, FrameSeal seal) {
            this.in = in;
            this.seal = seal;
            this.sealed = new byte[content.length + seal.overhead()];
        }

        @Override
        public int read() throws IOException {
            return fill() ? content[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int part = Math.min(length, filled - position);
            System.arraycopy(content, position, to, offset, part);
            position += part;
            return part;
        }

        @Override
        public int available() {
            return filled - position;
        }

        /** Whether there is something to read. */
        private boolean fill() throws IOException {
            while (position == filled) {
                if (ended) {
                    return false;
                }
                readFrame();
            }
            return true;
        }

        private void readFrame() throws IOException {
            byte[] prefix = in.readNBytes(Integer.BYTES);
            if (prefix.length < Integer.BYTES) {
                throw cut();
            }
            int word = ByteBuffer.wrap(prefix).getInt();
            boolean last = (word & SealedOutputStream.LAST) != 0;
            int length = word & ~SealedOutputStream.LAST;
            if (length > sealed.length) {
                throw new DamagedBackupException("frame " + seal.next() + " says that it is longer than frames are");
            }
            if (in.readNBytes(sealed, 0, length) < length) {
                throw cut();
            }
            filled = seal.open(sealed, length, last, content);
            position = 0;
            if (last) {
                ended = true;
                if (in.read() >= 0) {
                    throw new DamagedBackupException("there is more in it after its last frame");
                }
            }
        }

        private DamagedBackupException cut() {
            return new DamagedBackupException("it ends in frame " + seal.next() + ": it was cut off");
        }
    }
}
