package dev.hawser.testkit.mongodb;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The server's side of one SCRAM-SHA-256: <a href="https://www.rfc-editor.org/rfc/rfc7677">RFC 7677</a>. For one thread at a time. */
final class ScramConversation {

    private static final byte[] SALT = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int ITERATIONS = 4_096;
    private static final int KEY_BITS = 256;
    private static final String HEADER = "n,,";

    private final String clientFirst;
    private final String serverFirst;
    private final String user;

    /** Begins with what the client sent first. */
    ScramConversation(String message) {
        if (!message.startsWith(HEADER)) {
            throw new IllegalArgumentException("channel binding is not known here");
        }
        clientFirst = message.substring(HEADER.length());
        user = field(clientFirst, "n").replace("=2C", ",").replace("=3D", "=");
        serverFirst = "r=" + field(clientFirst, "r") + UUID.randomUUID() + ",s="
                + Base64.getEncoder().encodeToString(SALT) + ",i=" + ITERATIONS;
    }

    private static String field(String message, String name) {
        for (String field : message.split(",", -1)) {
            if (field.startsWith(name + "=")) {
                return field.substring(name.length() + 1);
            }
        }
        throw new IllegalArgumentException("SCRAM message without " + name);
    }

    /** Whom the client says it is. */
    String user() {
        return user;
    }

    /** The challenge. */
    String serverFirst() {
        return serverFirst;
    }

    /** What the client is told who has proved that it knows the password; null if it has not. */
    @Nullable
    String serverFinal(String clientFinal, Map<String, String> passwords) {
        String password = passwords.get(user);
        if (password == null) {
            return null;
        }
        try {
            String withoutProof = clientFinal.substring(0, clientFinal.lastIndexOf(",p="));
            byte[] signed = (clientFirst + "," + serverFirst + "," + withoutProof).getBytes(StandardCharsets.UTF_8);
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), SALT, ITERATIONS, KEY_BITS))
                    .getEncoded();
            byte[] stored = MessageDigest.getInstance("SHA-256").digest(hmac(salted, "Client Key"));
            byte[] clientKey = hmac(stored, signed);
            byte[] proof = Base64.getDecoder().decode(field(clientFinal, "p"));
            for (int i = 0; i < clientKey.length; i++) {
                clientKey[i] ^= proof[i];
            }
            boolean proved =
                    MessageDigest.isEqual(MessageDigest.getInstance("SHA-256").digest(clientKey), stored);
            byte[] signature = hmac(hmac(salted, "Server Key"), signed);
            return proved ? "v=" + Base64.getEncoder().encodeToString(signature) : null;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Java lacks what SCRAM-SHA-256 needs", missing);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        return hmac(key, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text);
    }
}
