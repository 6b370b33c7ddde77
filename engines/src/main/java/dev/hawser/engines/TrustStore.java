package dev.hawser.engines;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.sql.SQLException;
import java.util.UUID;

/**
 * The certificates of a PEM file in a temporary file of the form that Java's own drivers read. Its password keeps nothing secret: certificates are public. Immutable; the file
 * is there until it is deleted.
 */
record TrustStore(Path file, String password) {

    /** For {@link KeyStore#getInstance}. */
    static final String TYPE = "PKCS12";

    /** Reads {@code pem}, and writes the file. */
    static TrustStore of(Path pem) throws SQLException {
        String password = UUID.randomUUID().toString();
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
            Path file = Files.createTempFile(
                    "hawser-",
                    ".p12",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            file.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, password.toCharArray());
            }
            return new TrustStore(file, password);
        } catch (IOException | GeneralSecurityException cannotBeRead) {
            throw new SQLException("cannot read the certificates of ssl.root-cert " + pem, "08001", cannotBeRead);
        }
    }

    /** Whom Java trusts: <a href="https://docs.oracle.com/en/java/javase/17/security/java-secure-socket-extension-jsse-reference-guide.html">JSSE, default trust store</a>. */
    static Path ofJava() {
        String configured = System.getProperty("javax.net.ssl.trustStore");
        return configured != null
                ? Path.of(configured)
                : Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
    }

    /** For drivers that want a URL. */
    String url() {
        return file.toUri().toString();
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException cannotBeDeleted) {
            // it holds nothing but public certificates, and goes when the process ends
        }
    }
}
