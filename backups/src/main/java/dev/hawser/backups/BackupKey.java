package dev.hawser.backups;

import dev.hawser.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key of encrypted backups. It never prints; {@link #id()} tells keys apart. Immutable. */
public final class BackupKey {

    /** How many bytes it has. */
    public static final int BYTES = 32;

    static final int ID_BYTES = 8;

    private static final String HMAC = "HmacSHA256";

    private final byte[] bytes;
    private final String id;

    private BackupKey(byte[] bytes) {
        this.bytes = bytes;
        this.id = HexFormat.of().formatHex(Arrays.copyOf(derived(new byte[0], "hawser backup key id"), ID_BYTES));
    }

    /**
     * Reads a key.
     *
     * @param base64 32 bytes in Base64, as {@code openssl rand -base64 32} prints them
     * @throws IllegalArgumentException if it is anything else; the message does not show it
     */
    public static BackupKey of(Secret base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.reveal().strip());
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("the key of the backups is not Base64"); // the cause shows a part of it
        }
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("the key of the backups has " + bytes.length + " bytes, not " + BYTES
                    + "; \"openssl rand -base64 32\" makes one");
        }
        return new BackupKey(bytes);
    }

    /** Sixteen hexadecimal digits that tell this key from others and give nothing of it away. */
    public String id() {
        return id;
    }

    /** A key for one purpose alone (HKDF with SHA-256, RFC 5869, whose first block is as long as a key). */
    byte[] derived(byte[] salt, String purpose) {
        byte[] extracted = hmac(salt.length == 0 ? new byte[BYTES] : salt, bytes);
        byte[] info = purpose.getBytes(StandardCharsets.UTF_8);
        byte[] block = Arrays.copyOf(info, info.length + 1);
        block[info.length] = 1;
        return hmac(extracted, block);
    }

    static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(data);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has " + HMAC, missing);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BackupKey key && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "key " + id;
    }
}
