package dev.hawser.backups;

import dev.hawser.config.BackupCompression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a sealed file begins with, and what every frame of it is bound to: how it is compressed, by which key it is encrypted, and a salt that no other file has. Immutable.
 *
 * <pre>magic 7 | version 1 | compression 1 | encryption 1 | zero 2 | frame bytes 4 | key id 8 | salt 32</pre>
 */
final class SealHeader {

    static final int FRAME_BYTES = 256 * 1024;
    static final int BYTES = 56;

    private static final byte[] MAGIC = "HAWSERB".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final int SALT_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final BackupCompression compression;
    private final @Nullable String keyId;
    private final byte[] salt;
    private final byte[] bytes;

    private SealHeader(BackupCompression compression, @Nullable String keyId, byte[] salt, byte[] bytes) {
        this.compression = compression;
        this.keyId = keyId;
        this.salt = salt;
        this.bytes = bytes;
    }

    /** The header of a new file. */
    static SealHeader create(BackupCompression compression, @Nullable BackupKey key) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .put(MAGIC)
                .put(VERSION)
                .put(code(compression))
                .put((byte) (key == null ? 0 : 1))
                .putShort((short) 0)
                .putInt(FRAME_BYTES)
                .put(key == null ? new byte[BackupKey.ID_BYTES] : HexFormat.of().parseHex(key.id()))
                .put(salt);
        return new SealHeader(compression, key == null ? null : key.id(), salt, bytes.array());
    }

    /** Reads the header of a file. Whether it is the one that was written shows with the first frame. */
    static SealHeader read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(BYTES);
        if (bytes.length < BYTES) {
            throw new DamagedBackupException("it has " + bytes.length + " bytes, which is less than its header");
        }
        ByteBuffer fields = ByteBuffer.wrap(bytes);
        byte[] magic = new byte[MAGIC.length];
        fields.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new DamagedBackupException("it does not begin as a backup of Hawser does");
        }
        byte version = fields.get();
        if (version != VERSION) {
            throw new DamagedBackupException("its format has version " + version + ", and this Hawser reads " + VERSION
                    + "; a newer one wrote it, or it is damaged");
        }
        BackupCompression compression = compression(fields.get());
        byte encryption = fields.get();
        if (compression == null
                || encryption < 0
                || encryption > 1
                || fields.getShort() != 0
                || fields.getInt() != FRAME_BYTES) {
            throw new DamagedBackupException("its header is damaged");
        }
        byte[] keyId = new byte[BackupKey.ID_BYTES];
        fields.get(keyId);
        byte[] salt = new byte[SALT_BYTES];
        fields.get(salt);
        return new SealHeader(compression, encryption == 1 ? HexFormat.of().formatHex(keyId) : null, salt, bytes);
    }

    private static byte code(BackupCompression compression) {
        return switch (compression) {
            case NONE -> 0;
            case ZSTD -> 1;
            case GZIP -> 2;
        };
    }

    /** Null if there is none of this code. */
    private static @Nullable BackupCompression compression(byte code) {
        for (BackupCompression compression : BackupCompression.values()) {
            if (code(compression) == code) {
                return compression;
            }
        }
        return null;
    }

    BackupCompression compression() {
        return compression;
    }

    /** {@link BackupKey#id()}; null if the file is not encrypted. */
    @Nullable
    String keyId() {
        return keyId;
    }

    byte[] salt() {
        return salt;
    }

    byte[] bytes() {
        return bytes;
    }
}
