package dev.hawser.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {

    /** Five values a key: for the file, code, .env, system property, environment. */
    private static final Map<ServerProperty, List<String>> SAMPLES = new EnumMap<>(ServerProperty.class);

    static {
        SAMPLES.put(ServerProperty.HOST, List.of("h1", "h2", "h3", "h4", "h5"));
        SAMPLES.put(ServerProperty.NAMES, List.of("n1", "n2", "n3", "n4", "n5,db.example.org"));
        SAMPLES.put(ServerProperty.JWT_SECRET, List.of("s1", "s2", "s3", "s4", "s5"));
        SAMPLES.put(ServerProperty.JWT_PUBLIC_KEY, List.of("k1", "k2", "k3", "k4", "k5"));
        SAMPLES.put(
                ServerProperty.JWT_JWKS_URL,
                List.of("http://1/a", "http://2/b", "http://3", "http://4", "https://5/e"));
        SAMPLES.put(ServerProperty.JWT_ALGORITHM, List.of("HS256", "HS512", "RS256", "PS384", "ES512"));
        SAMPLES.put(ServerProperty.JWT_ISSUER, List.of("i1", "i2", "i3", "i4", "i5"));
        SAMPLES.put(ServerProperty.JWT_AUDIENCE, List.of("a1", "a2", "a3", "a4", "a5"));
        SAMPLES.put(ServerProperty.TLS_CERTIFICATE, List.of("/1.pem", "/2.pem", "/3.pem", "/4.pem", "/5.pem"));
        SAMPLES.put(ServerProperty.TLS_KEY, List.of("/1.key", "/2.key", "/3.key", "/4.key", "/5.key"));
        SAMPLES.put(ServerProperty.ALLOW_PLAIN_HTTP, List.of("false", "true", "false", "false", "true"));
        SAMPLES.put(ServerProperty.OPEN_METRICS, List.of("false", "true", "false", "false", "true"));
        SAMPLES.put(ServerProperty.LIMITS_REQUEST_BYTES, List.of("1KB", "2KB", "3000", "4KB", "5 MB"));
        SAMPLES.put(ServerProperty.LIMITS_HEADER_BYTES, List.of("1KB", "2KB", "3000", "4KB", "5KB"));
        for (ServerProperty property : ServerProperty.values()) {
            if (property.type() == PropertyType.INTEGER || property.type() == PropertyType.DURATION) {
                SAMPLES.put(property, List.of("21", "22", "23", "24", "25"));
            }
        }
    }

    @TempDir
    Path directory;

    private static String yaml(ServerProperty property, int sample) {
        // The other half of a pair that must be complete.
        String tls = "  tls: {certificate: /0.pem, key: /0.key}\n";
        boolean isTls = property.key().startsWith("tls");
        String given = property.key() + ": \"" + SAMPLES.get(property).get(sample) + "\"";
        return "server:\n"
                + (isTls
                        ? tls.replaceAll(property.key().substring(4) + ": [^,}]*", given.substring(4))
                        : "  " + given + "\n");
    }

    private static String variable(ServerProperty property) {
        return "HAWSER_SERVER_" + property.key().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    private static void assertValue(Loading loading, ServerProperty property, int sample, String origin) {
        ConfigValue value = loading.load().server().values().get(property.key());
        assertThat(value.text()).isEqualTo(SAMPLES.get(property).get(sample));
        assertThat(value.origin()).isEqualTo(origin);
        assertThat(value.secret()).isEqualTo(property == ServerProperty.JWT_SECRET);
    }

    @ParameterizedTest
    @EnumSource
    void key_inEachSource_isRead_theEnvironmentLast(ServerProperty property) {
        List<String> samples = SAMPLES.get(property);
        Loading loading = Loading.in(directory).yaml(yaml(property, 0));
        assertValue(loading, property, 0, "hawser.yaml:2");
        loading.sources(sources -> sources.withServer(property, samples.get(1)));
        assertValue(loading, property, 1, "code");
        loading.file(".env", variable(property) + "=" + samples.get(2));
        assertValue(loading, property, 2, ".env:1 " + variable(property));
        loading.system("hawser.server." + property.key(), samples.get(3));
        assertValue(loading, property, 3, "system property hawser.server." + property.key());
        for (String general : property.variables()) {
            assertValue(
                    Loading.in(directory)
                            .system("hawser.server." + property.key(), samples.get(3))
                            .env(general, samples.get(4)),
                    property,
                    4,
                    "environment " + general);
        }
        loading.env(variable(property), samples.get(4));
        assertValue(loading, property, 4, "environment " + variable(property));
    }

    @ParameterizedTest
    @EnumSource
    void table_isCompleteAndConsistent(ServerProperty property) {
        assertThat(property.name().toLowerCase(Locale.ROOT))
                .isEqualTo(property.key().replace('.', '_').replace('-', '_'));
        assertThat(property.description()).matches("[A-Z].*\\.").isNotBlank();
        assertThat(property.allowed()).isNotBlank();
        assertThat(property.defaultInWords()).isNotBlank();
        if (property.defaultText() != null) {
            assertThat(PropertyReader.read(property, property.defaultText())).isNotNull();
        }
    }

    @Test
    void defaults_areThoseOfTheTable() {
        ServerConfig server = Loading.in(directory).load().server();
        assertThat(server.host()).isEqualTo("127.0.0.1");
        assertThat(server.port()).isEqualTo(8080);
        assertThat(server.names()).isEmpty();
        assertThat(server.jwt()).isEqualTo(new JwtConfig(null, null, null, null, null, null));
        assertThat(server.jwt().isConfigured()).isFalse();
        assertThat(server.tls()).isNull();
        assertThat(server.allowPlainHttp()).isFalse();
        assertThat(server.openMetrics()).isFalse();
        assertThat(server.limits())
                .isEqualTo(new LimitsConfig(65_536, 8_192, 100, Duration.ofSeconds(10), 1_024, 64, 256, 16));
    }

    @Test
    void typedValues_reachTheRecords() {
        ServerConfig server = Loading.in(directory).yaml("""
                        server:
                          host: 0.0.0.0
                          port: 0
                          names: [db.example.org, db]
                          jwt: {jwksUrl: "https://idp.example/realms/x/certs", algorithm: ES256, issuer: me, audience: you}
                          tls:
                            certificate: c.pem
                            key: k.pem
                          limits: {request_bytes: 1MB, slow-client: 500ms, requests-per-second: 0}
                        """).load().server();
        assertThat(server.at("127.0.0.1", 1).host()).isEqualTo("127.0.0.1");
        assertThat(server.names()).containsExactly("db.example.org", "db");
        assertThat(server.jwt())
                .isEqualTo(new JwtConfig(
                        null, null, URI.create("https://idp.example/realms/x/certs"), "ES256", "me", "you"));
        assertThat(server.tls()).isEqualTo(new TlsConfig(Path.of("c.pem"), Path.of("k.pem")));
        assertThat(server.limits().requestBytes()).isEqualTo(1_048_576);
        assertThat(server.limits().slowClient()).isEqualTo(Duration.ofMillis(500));
        assertThat(server.limits().requestsPerSecond()).isZero();
    }

    @Test
    void problems_areReportedTogether_withKeyOriginAndWhatIsAllowed() {
        assertThat(Loading.in(directory)
                        .yaml("""
                        server:
                          prot: 80
                          port: http
                          jwt: {secret: sesame-open, sekret: x, algorithm: none}
                          tls: {key: k.pem}
                          limits: {request-bytes: 1GB}
                        """)
                        .env("HAWSER_SERVER_PROT", "1")
                        .problems())
                .containsExactlyInAnyOrder(
                        "server: prot (hawser.yaml:2): unknown key; the nearest is port",
                        "server: port = http (hawser.yaml:3): expected a whole number from 0 to 65535",
                        "server: jwt.sekret (hawser.yaml:4): unknown key; the nearest is jwt.secret",
                        "server: jwt.algorithm = none (hawser.yaml:4): expected a name that matches ^[HRP]S(256|384|512)|ES(256|384|512)$",
                        "server: tls.key = k.pem (hawser.yaml:5): tls.certificate is missing beside it",
                        "server: limits.request-bytes = 1GB (hawser.yaml:6): expected a size such as 64KB from 1KB to 16MB; a bare number counts bytes",
                        "server: PROT (environment HAWSER_SERVER_PROT): unknown key; the nearest is port");
    }

    @Test
    void placeholders_areFilled_andTheirProblemsReported() {
        Loading loading = Loading.in(directory).yaml("server:\n  jwt: {secret: \"${env:KEY}\"}\n");
        assertThat(loading.problems())
                .singleElement()
                .asString()
                .startsWith("server: jwt.secret = ****** (hawser.yaml:2): the environment variable KEY is not set");
        assertThat(loading.env("KEY", "sesame").load().server().jwt().secret()).isEqualTo(Secret.of("sesame"));
    }

    @Test
    void values_thatMayBeSecret_arePrintedMasked() {
        ServerConfig server = Loading.in(directory)
                .env("JWT_SECRET_KEY", "sesame")
                .env("JWT_PUBLIC_KEY", "-----BEGIN PRIVATE KEY-----\nsesame")
                .env("JWT_JWKS_URL", "https://me:sesame@idp.example/keys?key=sesame")
                .load()
                .server();
        assertThat(server.values().values())
                .extracting(ConfigValue::printable)
                .noneMatch(text -> text.contains("sesame"))
                .contains("https://******@idp.example/keys?******");
        assertThat(server.toString()).doesNotContain("sesame");
    }

    @Test
    void server_alone_leavesTheDefaultDatabase() {
        ManagerConfig config = Loading.in(directory)
                .yaml("server: {port: 9000}\n")
                .env("HAWSER_SERVER_JWT_JWKS_URL", "https://idp.example/keys")
                .load();
        assertThat(config.databases())
                .singleElement()
                .satisfies(database -> assertThat(database.name()).isEqualTo("default"));
        assertThat(config.server().port()).isEqualTo(9000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "PORT", "PORT_80_TCP", "PORT_80_TCP_ADDR"})
    void variable_thatKubernetesSetsForAServiceOfThisName_isLeftAlone(String name) {
        ServerConfig server = Loading.in(directory)
                .env("HAWSER_SERVER_" + name, "tcp://10.0.0.1:80")
                .load()
                .server();
        assertThat(server.port()).isEqualTo(8080);
    }

    @Test
    void database_namedLikeTheServersKeys_keepsItsVariables() {
        Loading loading = Loading.in(directory)
                .yaml("databases: {server-tls: {url: \"postgresql://h/d\"}}\n")
                .env("HAWSER_SERVER_TLS_PASSWORD", "sesame");
        assertThat(loading.database("server-tls").password()).isEqualTo(Secret.of("sesame"));
        assertThat(Loading.in(directory)
                        .yaml("databases: {Server: {url: \"postgresql://h/d\"}}\n")
                        .problems())
                .containsExactly(
                        "\"Server\" (hawser.yaml:1): no database can have this name, since HAWSER_SERVER_… configures the server");
    }

    @Test
    void legacyAlias_serverOfADatabase_isStillItsHost() {
        assertThat(Loading.in(directory)
                        .code(DatabaseOptions.of("shop")
                                .set("type", "postgresql")
                                .set("server", "db9"))
                        .database("shop")
                        .hosts()
                        .get(0)
                        .host())
                .isEqualTo("db9");
    }
}
