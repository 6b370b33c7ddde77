package dev.hawser.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.Deadline;
import dev.hawser.config.ServerProperty;
import dev.hawser.config.TlsConfig;
import dev.hawser.error.ConfigurationException;
import dev.hawser.server.Serving;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.SelfSignedCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class TlsTest {

    @TempDir
    static Path certificates;

    @TempDir
    Path directory;

    private static Path one;
    private static Path two;

    @BeforeAll
    static void makeCertificates() throws IOException {
        one = Files.createDirectory(certificates.resolve("one"));
        two = Files.createDirectory(certificates.resolve("two"));
        for (Path place : List.of(one, two)) {
            SelfSignedCertificate.write(place, certificates.resolve("keytool.log"));
        }
    }

    private TlsConfig files() throws IOException {
        use(one, "server.crt");
        use(one, "server.key");
        return new TlsConfig(directory.resolve("server.crt"), directory.resolve("server.key"));
    }

    /** As a file that is newer than all before, however fast the test is. */
    private void use(Path place, String name) throws IOException {
        Path target = directory.resolve(name);
        Instant before =
                Files.exists(target) ? Files.getLastModifiedTime(target).toInstant() : Instant.EPOCH;
        Files.write(target, Files.readAllBytes(place.resolve(name)));
        if (!Files.getLastModifiedTime(target).toInstant().isAfter(before)) {
            Files.setLastModifiedTime(target, FileTime.from(before.plusSeconds(1)));
        }
    }

    private static X509Certificate certificate(Path place) throws IOException {
        return Identity.read(new TlsConfig(place.resolve("server.crt"), place.resolve("server.key")))
                .certificate();
    }

    @Test
    void server_withACertificate_speaksTlsAlone_andTakesTheNewOne() throws Exception {
        TlsConfig files = files();
        try (Serving serving = new Serving(
                directory,
                Map.of(ServerProperty.TLS_CERTIFICATE, files.certificate(), ServerProperty.TLS_KEY, files.key()))) {
            assertThat(serving.server().url()).startsWith("https://127.0.0.1:");
            int port = serving.server().port();
            for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
                assertThat(shown(port, protocol)).isEqualTo(certificate(one));
            }
            assertThatThrownBy(() -> shown(port, "TLSv1.1")).isInstanceOf(SSLException.class);
            use(two, "server.key");
            use(two, "server.crt");
            Deadline deadline = Deadline.in(Duration.ofSeconds(20));
            while (!shown(port, "TLSv1.3").equals(certificate(two))) {
                assertThat(deadline.expired()).as("still the old certificate").isFalse();
            }
        }
    }

    private record Seen(String answer, X509Certificate certificate) {}

    /** The certificate that a new client sees, once it has got an answer. */
    private static X509Certificate shown(int port, String protocol) throws Exception {
        return ask(port, protocol).certificate();
    }

    private static String answer(int port, String protocol) throws Exception {
        return ask(port, protocol).answer();
    }

    private static Seen ask(int port, String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.setEnabledProtocols(new String[] {protocol});
            socket.getOutputStream()
                    .write("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200");
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            return new Seen(answer, (X509Certificate) socket.getSession().getPeerCertificates()[0]);
        }
    }

    /** Of a test, which compares certificates itself. */
    private static final class Trusting implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void newFiles_thatCannotBeUsed_leaveTheOldOnes_untilTheyCan() throws Exception {
        TlsFiles files = new TlsFiles(files(), Clock.systemUTC());
        Files.writeString(directory.resolve("server.crt"), "-----BEGIN CERTIFICATE-----\nnonsense\n");
        files.refresh();
        assertThat(files.identity().certificate()).isEqualTo(certificate(one));
        use(two, "server.crt"); // the key is not there yet
        files.refresh();
        assertThat(files.identity().certificate()).isEqualTo(certificate(one));
        use(two, "server.key");
        files.refresh();
        assertThat(files.identity().certificate()).isEqualTo(certificate(two));
        Files.delete(directory.resolve("server.key"));
        files.refresh();
        assertThat(files.identity().certificate()).isEqualTo(certificate(two));
    }

    @Test
    void files_thatCannotBeUsedAtTheStart_areAnErrorThatSaysWhich() throws Exception {
        TlsConfig files = files();
        use(two, "server.key");
        assertThatThrownBy(() -> new TlsFiles(files, Clock.systemUTC()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("server: tls.key = " + files.key())
                .hasMessageContaining("not the key of the certificate");
        assertThatThrownBy(() -> new TlsFiles(new TlsConfig(files.key(), files.key()), Clock.systemUTC()))
                .hasMessageContaining("tls.certificate = " + files.key())
                .hasMessageContaining("no CERTIFICATE");
        assertThatThrownBy(
                        () -> new TlsFiles(new TlsConfig(directory.resolve("nowhere"), files.key()), Clock.systemUTC()))
                .hasMessageContaining("nowhere: the file cannot be read");
        Files.writeString(
                files.key(), "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertThatThrownBy(() -> new TlsFiles(files, Clock.systemUTC())).hasMessageContaining("openssl pkey");
        assertThatThrownBy(() -> new Serving(
                        directory,
                        Map.of(
                                ServerProperty.TLS_CERTIFICATE,
                                files.certificate(),
                                ServerProperty.TLS_KEY,
                                files.key())))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void certificate_thatExpiresSoon_isToldOnceADay_untilThereIsANewOne() throws Exception {
        Instant end = certificate(one).getNotAfter().toInstant();
        AtomicReference<Instant> now = new AtomicReference<>(end.minus(Duration.ofDays(15)));
        TlsFiles files = new TlsFiles(files(), new Clock() {
            @Override
            public Instant instant() {
                return now.get();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        });
        assertThat(files.expiryWarning()).isEmpty();
        now.set(end.minus(Duration.ofDays(13)));
        assertThat(files.expiryWarning().orElseThrow()).contains("server.crt", "in 13 days");
        now.set(now.get().plus(Duration.ofHours(23)));
        assertThat(files.expiryWarning()).isEmpty();
        now.set(now.get().plus(Duration.ofHours(1)));
        assertThat(files.expiryWarning().orElseThrow()).contains("in 12 days");
        now.set(end.plusSeconds(1));
        use(two, "server.key");
        use(two, "server.crt");
        files.refresh(); // says so of the new one, which is as old as the other
        assertThat(files.expiryWarning()).isEmpty();
        now.set(end.plus(Duration.ofDays(2)));
        assertThat(files.expiryWarning().orElseThrow()).contains("expired at");
    }

    @Test
    void browsers_areToldToComeWithTlsAlone_whereOthersCanReachTheServer() throws Exception {
        TlsConfig files = files();
        Map<ServerProperty, Object> options = Map.of(
                ServerProperty.TLS_CERTIFICATE,
                files.certificate(),
                ServerProperty.TLS_KEY,
                files.key(),
                ServerProperty.JWT_SECRET,
                Tokens.SECRET);
        try (Serving local = new Serving(directory, options)) {
            assertThat(answer(local.server().port(), "TLSv1.3")).doesNotContain("Strict-Transport-Security");
        }
        Map<ServerProperty, Object> open = new HashMap<>(options);
        open.put(ServerProperty.HOST, "0.0.0.0");
        try (Serving reachable = new Serving(directory, open)) {
            assertThat(answer(reachable.server().port(), "TLSv1.3"))
                    .contains("Strict-Transport-Security: max-age=31536000\r\n");
        }
    }

    @Test
    void key_inEachForm_isTheKey() {
        for (KeyPair keys : List.of(
                Tokens.rsa(2_048),
                Tokens.elliptic("secp256r1"),
                Tokens.elliptic("secp384r1"),
                Tokens.elliptic("secp521r1"))) {
            byte[] encoded = keys.getPrivate().getEncoded();
            boolean elliptic = keys.getPublic().getAlgorithm().equals("EC");
            String older = elliptic
                    ? "-----BEGIN EC PARAMETERS-----\nAAAA\n-----END EC PARAMETERS-----\n"
                            + pem("EC PRIVATE KEY", within(encoded))
                    : pem("RSA PRIVATE KEY", within(encoded));
            for (String text : List.of(pem("PRIVATE KEY", encoded), older)) {
                assertThat(PrivateKeys.of(text, keys.getPublic()).getEncoded()).isEqualTo(encoded);
            }
        }
        assertThatThrownBy(() -> PrivateKeys.of(
                        pem("PRIVATE KEY", Tokens.rsa(2_048).getPrivate().getEncoded()),
                        Tokens.elliptic("secp256r1").getPublic()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another kind");
    }

    /** The older form is the last part of the newer one: an octet string. */
    private static byte[] within(byte[] pkcs8) {
        for (int at = 0; at < pkcs8.length; at++) {
            boolean octets = pkcs8[at] == 0x04;
            int next = at + 1;
            if (octets && next < pkcs8.length) {
                int first = pkcs8[next] & 0xff;
                int bytes = first < 0x80 ? 0 : first & 0x7f;
                int length = first;
                if (bytes > 0 && bytes < 3) {
                    length = 0;
                    for (int i = 1; i <= bytes; i++) {
                        length = length << 8 | pkcs8[next + i] & 0xff;
                    }
                }
                if (next + bytes + 1 + length == pkcs8.length) {
                    return Arrays.copyOfRange(pkcs8, next + bytes + 1, pkcs8.length);
                }
            }
        }
        throw new AssertionError("no octet string at its end");
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label
                + "-----\n";
    }
}
