package dev.hawser.server.access;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;

/** Reads public keys. */
final class PublicKeys {

    private PublicKeys() {}

    /**
     * The public key in a PEM text: of a {@code PUBLIC KEY} or a {@code CERTIFICATE}.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    static PublicKey of(String pem) {
        List<Pem> blocks = Pem.parse(pem);
        Pem block = blocks.get(0);
        return switch (block.label()) {
            case "PUBLIC KEY" -> key(block.content());
            case "CERTIFICATE" -> certified(block.content());
            default ->
                throw new IllegalArgumentException("it holds a " + block.label()
                        + "; expected a PUBLIC KEY, which openssl pkey -in key.pem -pubout makes of a private one");
        };
    }

    private static PublicKey key(byte[] encoded) {
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
            } catch (GeneralSecurityException another) {
                // The next one may fit.
            }
        }
        throw new IllegalArgumentException("it holds no RSA or EC key");
    }

    private static PublicKey certified(byte[] encoded) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(encoded))
                    .getPublicKey();
        } catch (GeneralSecurityException damaged) {
            throw new IllegalArgumentException("its CERTIFICATE is damaged", damaged);
        }
    }
}
