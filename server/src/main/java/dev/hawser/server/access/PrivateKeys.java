package dev.hawser.server.access;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Reads private keys: {@code PRIVATE KEY} (PKCS #8), {@code RSA PRIVATE KEY} (PKCS #1) and {@code EC PRIVATE KEY} (SEC 1). */
final class PrivateKeys {

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final byte[] VERSION = {0x02, 0x01, 0x00};

    private PrivateKeys() {}

    /**
     * The private key that belongs to a public one.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    static PrivateKey of(String pem, PublicKey publicKey) {
        List<Pem> blocks = Pem.parse(pem).stream()
                .filter(block -> !block.label().equals("EC PARAMETERS"))
                .toList();
        Pem block = blocks.isEmpty() ? new Pem("EC PARAMETERS", new byte[0]) : blocks.get(0);
        return switch (block.label()) {
            case "PRIVATE KEY" -> key(block.content(), publicKey);
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> key(wrapped(block.content(), publicKey), publicKey);
            case "ENCRYPTED PRIVATE KEY" ->
                throw new IllegalArgumentException(
                        "it is encrypted; openssl pkey -in it -out key.pem stores it without");
            default -> throw new IllegalArgumentException("it holds a " + block.label() + "; expected a PRIVATE KEY");
        };
    }

    private static PrivateKey key(byte[] encoded, PublicKey publicKey) {
        try {
            return KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException other) {
            throw new IllegalArgumentException("it is damaged, or of another kind than its certificate", other);
        }
    }

    /** The older forms leave out what kind of key it is, which PKCS #8 puts before it. The certificate knows. */
    private static byte[] wrapped(byte[] content, PublicKey publicKey) {
        byte[] info = publicKey.getEncoded(); // a sequence that begins with the kind
        int start = 1 + lengthBytes(info, 1);
        int end = start + 1 + lengthBytes(info, start + 1) + length(info, start + 1);
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        key.writeBytes(VERSION);
        key.write(info, start, end - start);
        key.writeBytes(tagged(OCTET_STRING, content));
        return tagged(SEQUENCE, key.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static int lengthBytes(byte[] der, int at) {
        int first = der[at] & 0xff;
        return first < 0x80 ? 1 : 1 + (first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 1; i <= (first & 0x7f); i++) {
            length = length << 8 | der[at + i] & 0xff;
        }
        return length;
    }
}
