package dev.hawser.server.access;

import dev.hawser.config.TlsConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server shows to its clients over TLS. Immutable.
 *
 * @param chain the certificate, then those that lead to its root
 */
record Identity(List<X509Certificate> chain, PrivateKey key) {

    Identity {
        chain = List.copyOf(chain);
    }

    X509Certificate certificate() {
        return chain.get(0);
    }

    /**
     * Reads both files.
     *
     * @throws IllegalArgumentException that says what is wrong with which
     */
    static Identity read(TlsConfig files) {
        List<X509Certificate> chain = chain(files.certificate());
        PublicKey publicKey = chain.get(0).getPublicKey();
        PrivateKey key;
        try {
            key = PrivateKeys.of(text(files.key()), publicKey);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("tls.key = " + files.key() + ": " + wrong.getMessage(), wrong);
        }
        if (!belongTogether(publicKey, key)) {
            throw new IllegalArgumentException(
                    "tls.key = " + files.key() + ": it is not the key of the certificate in " + files.certificate());
        }
        return new Identity(chain, key);
    }

    private static List<X509Certificate> chain(Path file) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Pem block : Pem.parse(text(file))) {
                if (block.label().equals("CERTIFICATE")) {
                    chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.content())));
                }
            }
        } catch (IllegalArgumentException | GeneralSecurityException wrong) {
            throw new IllegalArgumentException("tls.certificate = " + file + ": " + wrong.getMessage(), wrong);
        }
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("tls.certificate = " + file + ": it holds no CERTIFICATE");
        }
        return chain;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "the file cannot be read: " + unreadable.getClass().getSimpleName(), unreadable);
        }
    }

    private static boolean belongTogether(PublicKey publicKey, PrivateKey key) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            byte[] text = new byte[32];
            new SecureRandom().nextBytes(text);
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException different) {
            return false;
        }
    }
}
