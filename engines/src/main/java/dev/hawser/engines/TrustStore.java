package dev.hawser.engines;

import dev.hawser.config.SslConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of {@code ssl.root-cert}, a PEM file, for drivers that read Java's trust stores only: in a temporary file, which is made when it is first needed and
 * deleted with {@link #close()}. Thread-safe.
 */
final class TrustStore implements AutoCloseable {

    /** For {@link KeyStore#getInstance}. */
    static final String TYPE = "PKCS12";

    private final @Nullable Path rootCert;
    private final AtomicReference<@Nullable Made> made = new AtomicReference<>();

    /** {@code rootCert}: null if nothing is configured. */
    TrustStore(@Nullable Path rootCert) {
        this.rootCert = rootCert;
    }

    /** What is wrong with {@code ssl.root-cert}, for whoever checks a configuration: it is not opened. */
    static Optional<String> problem(SslConfig ssl) {
        Path file = ssl.rootCert();
        return file == null || Files.isReadable(file)
                ? Optional.empty()
                : Optional.of("ssl.root-cert: " + file + " is not a file that can be read");
    }

    /**
     * The file.
     *
     * @param password keeps nothing secret: certificates are public
     */
    record Made(Path file, String password) {

        /** For drivers that want a URL. */
        String url() {
            return file.toUri().toString();
        }

        private void delete() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException cannotBeDeleted) {
                // it holds nothing but public certificates, and goes when the process ends
            }
        }
    }

    /** Null if nothing is configured. */
    @Nullable
    Made file() throws SQLException {
        Made known = made.get();
        if (known != null || rootCert == null) {
            return known;
        }
        Made mine = write(rootCert);
        Made first = made.compareAndExchange(null, mine);
        if (first == null) {
            return mine;
        }
        mine.delete();
        return first;
    }

    private static Made write(Path pem) throws SQLException {
        String password = UUID.randomUUID().toString();
        try {
            KeyStore store = certificates(pem);
            Path file = Files.createTempFile("hawser-", ".p12"); // for its owner alone, where there is such a thing
            file.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, password.toCharArray());
            }
            return new Made(file, password);
        } catch (IOException | GeneralSecurityException cannotBeRead) {
            throw new SQLException("cannot read the certificates of ssl.root-cert " + pem, "08001", cannotBeRead);
        }
    }

    /** The certificates of a PEM file, of which there must be one at least. */
    static KeyStore certificates(Path pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(TYPE);
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
        }
        if (store.size() == 0) {
            throw new CertificateException(pem + " holds no certificate");
        }
        return store;
    }

    /** Whom Java trusts: <a href="https://docs.oracle.com/en/java/javase/17/security/java-secure-socket-extension-jsse-reference-guide.html">JSSE, default trust store</a>. */
    static Path ofJava() {
        String configured = System.getProperty("javax.net.ssl.trustStore");
        return configured != null
                ? Path.of(configured)
                : Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
    }

    @Override
    public void close() {
        Made last = made.getAndSet(null);
        if (last != null) {
            last.delete();
        }
    }
}
