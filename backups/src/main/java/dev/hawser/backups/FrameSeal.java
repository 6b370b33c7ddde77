package dev.hawser.backups;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals the frames of one file one after the other, or opens them in that order: each is bound to the file's header, to its place, and to whether it is the last one. For one
 * thread at a time.
 *
 * <p>With a key this is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance, CRYPTO 2015): a
 * frame that is changed, moved, repeated, left out, or from another file does not open, and neither does a file that was cut at the end of a frame.
 */
abstract sealed class FrameSeal {

    private static final int MAX_FRAMES = Integer.MAX_VALUE; // 512 TiB

    final SealHeader header;
    private int next;

    private FrameSeal(SealHeader header) {
        this.header = header;
    }

    /** {@code key}: null if the file is not encrypted. */
    static FrameSeal of(SealHeader header, @Nullable BackupKey key) {
        return key == null ? new Hashed(header) : new Encrypted(header, key);
    }

    /** The number of the next frame, from 0. */
    final int next() {
        return next;
    }

    /** How much longer a frame is when it is sealed. */
    abstract int overhead();

    /** Writes the sealed frame to {@code sealed}, and gives its length. */
    final int seal(byte[] plain, int length, boolean last, byte[] sealed) {
        try {
            return seal(plain, length, place(last), sealed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Writes the content of the frame to {@code plain}, and gives its length. */
    final int open(byte[] sealed, int length, boolean last, byte[] plain) throws DamagedBackupException {
        int number = next;
        try {
            if (length >= overhead() && open(sealed, length, place(last), plain)) {
                return length - overhead();
            }
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        throw new DamagedBackupException("frame " + number + " is not what was written");
    }

    abstract int seal(byte[] plain, int length, byte[] place, byte[] sealed) throws GeneralSecurityException;

    /** Whether it is what was sealed in this place. */
    abstract boolean open(byte[] sealed, int length, byte[] place, byte[] plain) throws GeneralSecurityException;

    /** As long as a nonce of GCM: zeros, the number, the last one's flag. A key is used for one file alone, so no nonce comes twice. */
    private byte[] place(boolean last) {
        if (next == MAX_FRAMES) {
            throw new IllegalStateException("a backup has " + MAX_FRAMES + " frames at most");
        }
        return ByteBuffer.allocate(12)
                .putInt(7, next++)
                .put(11, (byte) (last ? 1 : 0))
                .array();
    }

    /** AES-256-GCM. */
    private static final class Encrypted extends FrameSeal {

        private static final int TAG_BYTES = 16;

        private final Cipher cipher;
        private final SecretKeySpec key;

        Encrypted(SealHeader header, BackupKey key) {
            super(header);
            this.key = new SecretKeySpec(key.derived(header.salt(), "hawser backup frames"), "AES");
            try {
                this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException("every Java has AES", missing);
            }
        }

        @Override
        int overhead() {
            return TAG_BYTES;
        }

        private void begin(int mode, byte[] nonce) throws GeneralSecurityException {
            cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
            cipher.updateAAD(header.bytes());
        }

        @Override
        int seal(byte[] plain, int length, byte[] place, byte[] sealed) throws GeneralSecurityException {
            begin(Cipher.ENCRYPT_MODE, place);
            return cipher.doFinal(plain, 0, length, sealed, 0);
        }

        @Override
        boolean open(byte[] sealed, int length, byte[] place, byte[] plain) throws GeneralSecurityException {
            begin(Cipher.DECRYPT_MODE, place);
            try {
                cipher.doFinal(sealed, 0, length, plain, 0);
                return true;
            } catch (AEADBadTagException changed) {
                return false;
            }
        }
    }

    /** SHA-256 behind the content: tells what has changed by accident, and hides nothing. */
    private static final class Hashed extends FrameSeal {

        private final MessageDigest digest = Digests.sha256();

        Hashed(SealHeader header) {
            super(header);
        }

        @Override
        int overhead() {
            return digest.getDigestLength();
        }

        private void begin(byte[] place, byte[] content, int length) {
            digest.update(header.bytes());
            digest.update(place);
            digest.update(content, 0, length);
        }

        @Override
        int seal(byte[] plain, int length, byte[] place, byte[] sealed) throws DigestException {
            begin(place, plain, length);
            System.arraycopy(plain, 0, sealed, 0, length);
            return length + digest.digest(sealed, length, overhead());
        }

        @Override
        boolean open(byte[] sealed, int length, byte[] place, byte[] plain) {
            int content = length - overhead();
            begin(place, sealed, content);
            System.arraycopy(sealed, 0, plain, 0, content);
            return Arrays.equals(digest.digest(), Arrays.copyOfRange(sealed, content, length));
        }
    }
}
