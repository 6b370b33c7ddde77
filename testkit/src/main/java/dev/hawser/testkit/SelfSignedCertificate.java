package dev.hawser.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server certificate that signs itself, made with nothing but the JDK. Thread-safe. */
public final class SelfSignedCertificate {

    private static final String ALIAS = "server";

    /** The only one that MySQL 8.0.15 can use. */
    private static final String ALGORITHM = "RSA";

    private static final String STORE_PASSWORD = "not-a-secret";

    private SelfSignedCertificate() {}

    /** Writes {@code server.crt} and {@code server.key} (PEM) for {@code localhost} and 127.0.0.1 into a directory. */
    public static void write(Path directory, Path log) throws IOException {
        Path store = directory.resolve("server.p12");
        ServerProcess.run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        ALGORITHM,
                        "-keysize",
                        "2048",
                        "-validity",
                        "30",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD),
                log);
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, STORE_PASSWORD.toCharArray());
            Key key = keys.getKey(ALIAS, STORE_PASSWORD.toCharArray());
            writePem(
                    directory.resolve("server.crt"),
                    "CERTIFICATE",
                    keys.getCertificate(ALIAS).getEncoded());
            writePem(directory.resolve("server.key"), "PRIVATE KEY", key.getEncoded());
        } catch (GeneralSecurityException unreadable) {
            throw new IOException("keytool wrote a store that cannot be read", unreadable);
        } finally {
            Files.deleteIfExists(store);
        }
    }

    /** What a server needs that shows the certificate that {@link #write} wrote. */
    public static SSLContext context(Path directory) throws IOException {
        try {
            Certificate certificate = certificate(directory.resolve("server.crt"));
            String pem = Files.readString(directory.resolve("server.key")).replaceAll("-----[^-]+-----", "");
            PrivateKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(ALIAS, key, STORE_PASSWORD.toCharArray(), new Certificate[] {certificate});
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, STORE_PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("the certificate in " + directory + " cannot be used", unusable);
        }
    }

    private static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static void writePem(Path file, String label, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        Files.writeString(file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
