package dev.hawser.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A server certificate that signs itself, made with nothing but the JDK. */
final class SelfSignedCertificate {

    private static final String ALIAS = "server";
    private static final String STORE_PASSWORD = "not-a-secret";

    private SelfSignedCertificate() {}

    /** Writes {@code server.crt} and {@code server.key} (PEM) for {@code localhost} and 127.0.0.1 into a directory. */
    static void write(Path directory, Path log) throws IOException {
        Path store = directory.resolve("server.p12");
        ServerProcess.run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
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

    private static void writePem(Path file, String label, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        Files.writeString(file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
