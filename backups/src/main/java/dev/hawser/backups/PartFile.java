package dev.hawser.backups;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A file that is being written: counts its bytes, adds them up to a SHA-256, and remembers whether it was the disk that failed. For one thread at a time. */
final class PartFile extends OutputStream {

    private final FileChannel channel;
    private final MessageDigest digest = Digests.sha256();
    private long bytes;
    private @Nullable IOException failure;

    /** {@code file}: must not exist. */
    PartFile(Path file) throws IOException {
        this.channel = OwnFile.create(file);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(source, offset, length);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException failed) {
            failure = failed;
            throw failed;
        }
        digest.update(source, offset, length);
        bytes += length;
    }

    /** Waits until all of it is on the disk. */
    void force() throws IOException {
        try {
            channel.force(true);
        } catch (IOException failed) {
            failure = failed;
            throw failed;
        }
    }

    long bytes() {
        return bytes;
    }

    /** Of all that was written, in hexadecimal digits. Once. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What the disk said when it failed; null if it did not. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
