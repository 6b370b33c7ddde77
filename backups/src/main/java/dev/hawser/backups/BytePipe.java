package dev.hawser.backups;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way from one thread to another. It holds a megabyte at most, and an interrupt ends each wait, which it does not with a process's own streams. One thread
 * writes and one reads; both ends may be closed, and {@link #fail} called, from any.
 */
final class BytePipe {

    private static final int CHUNK = 64 * 1024;
    private static final int CHUNKS = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<Chunk> filled = new ArrayDeque<>();

    @GuardedBy("lock")
    private final ArrayDeque<byte[]> spare = new ArrayDeque<>();

    @GuardedBy("lock")
    private int chunks;

    @GuardedBy("lock")
    private boolean written;

    @GuardedBy("lock")
    private boolean abandoned;

    @GuardedBy("lock")
    private @Nullable IOException failure;

    private final InputStream input = new Input();
    private final OutputStream output = new Output();

    private record Chunk(byte[] bytes, int length) {}

    /** What was written. Closing it makes further writing fail. */
    InputStream input() {
        return input;
    }

    /** Takes what is to be read. Closing it ends what can be read; whoever cannot write all calls {@link #fail} before. */
    OutputStream output() {
        return output;
    }

    /** Whoever reads gets this instead of the end. The first one counts. */
    void fail(IOException reason) {
        lock.lock();
        try {
            if (!written) {
                failure = reason;
                written = true;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void await() throws InterruptedIOException {
        try {
            changed.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** An empty chunk, which is waited for if all are on their way. */
    private byte[] empty() throws IOException {
        lock.lock();
        try {
            while (!abandoned && !written && spare.isEmpty() && chunks == CHUNKS) {
                await();
            }
            if (abandoned || written) {
                throw new IOException(abandoned ? "nobody reads any more" : "closed");
            }
            byte[] reused = spare.poll();
            if (reused == null) {
                chunks++;
                return new byte[CHUNK];
            }
            return reused;
        } finally {
            lock.unlock();
        }
    }

    private void send(Chunk chunk) {
        lock.lock();
        try {
            filled.add(chunk);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void reuse(Chunk chunk) {
        lock.lock();
        try {
            spare.add(chunk.bytes());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Null at the end. */
    private @Nullable Chunk next() throws IOException {
        lock.lock();
        try {
            while (filled.isEmpty() && !written && !abandoned) {
                await();
            }
            if (abandoned) {
                throw new IOException("closed");
            }
            if (filled.isEmpty() && failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
            return filled.poll();
        } finally {
            lock.unlock();
        }
    }

    /** Sends each piece on as it comes: whoever writes much at a time waits least. */
    private final class Output extends OutputStream {

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            for (int done = 0; done < length; ) {
                byte[] chunk = empty();
                int part = Math.min(chunk.length, length - done);
                System.arraycopy(bytes, offset + done, chunk, 0, part);
                send(new Chunk(chunk, part));
                done += part;
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                written = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private final class Input extends InputStream {

        private @Nullable Chunk current;
        private int position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) {
                return 0;
            }
            Chunk chunk = current;
            if (chunk == null) {
                chunk = next();
                if (chunk == null) {
                    return -1;
                }
                position = 0;
            }
            int part = Math.min(length, chunk.length() - position);
            System.arraycopy(chunk.bytes(), position, bytes, offset, part);
            position += part;
            current = chunk;
            if (position == chunk.length()) {
                current = null;
                reuse(chunk);
            }
            return part;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                abandoned = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
