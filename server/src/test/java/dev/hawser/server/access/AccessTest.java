package dev.hawser.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.config.ServerProperty;
import dev.hawser.error.ConfigurationException;
import dev.hawser.server.Serving;
import dev.hawser.server.Serving.Answer;
import dev.hawser.testkit.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, at a running server. */
class AccessTest {

    private static final Map<ServerProperty, Object> HMAC = Map.of(
            ServerProperty.JWT_SECRET,
            Tokens.SECRET,
            ServerProperty.JWT_ISSUER,
            "idp",
            ServerProperty.JWT_AUDIENCE,
            "hawser",
            ServerProperty.LIMITS_REQUESTS_PER_SECOND,
            0);

    @TempDir
    static Path directory;

    private static LeakCheck leaks;
    private static Serving serving;

    @BeforeAll
    static void start() throws Exception {
        leaks = LeakCheck.begin(Duration.ofSeconds(20));
        serving = new Serving(directory, HMAC);
    }

    @AfterAll
    static void stop() {
        serving.close();
        leaks.close();
    }

    private static String token(String scopes) {
        return Tokens.hmac(Tokens.claims(scopes));
    }

    @Test
    void probes_needNoToken() throws Exception {
        assertThat(serving.get("/health/live", null).status()).isEqualTo(200);
        assertThat(serving.get("/health/ready", null).status()).isEqualTo(200);
        assertThat(serving.get("/health/live", "nonsense").status()).isEqualTo(200);
    }

    @Test
    void everythingUnderApi_withoutAToken_is401() throws Exception {
        for (String path : List.of(
                "/api/session",
                "/api/databases",
                "/api/database/health",
                "/api/database/info",
                "/api/database/status",
                "/api/database/metrics",
                "/api/databases/shop/info")) {
            Answer answer = serving.get(path, null);
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.error()).isEqualTo("Token missing");
            assertThat(answer.json().propertyNames())
                    .containsExactly("success", "error", "message", "category", "retry_count", "last_attempt");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"hawser\"");
        }
        for (String path : List.of("reconnect", "pause", "resume")) {
            assertThat(serving.post("/api/database/" + path, null).status()).isEqualTo(401);
        }
    }

    @Test
    void token_withTheScope_getsIn_andWithoutIt_is403ThatNamesIt() throws Exception {
        assertThat(serving.get("/api/database/health", token("database:read")).status())
                .isEqualTo(200);
        assertThat(serving.post("/api/database/resume", token("database:operate"))
                        .status())
                .isEqualTo(200);
        for (String other : List.of("", "database:operate database:query", "database:readx", "Database:Read", "*")) {
            Answer refused = serving.get("/api/database/health", token(other));
            assertThat(refused.status()).as(other).isEqualTo(403);
            assertThat(refused.error()).isEqualTo("Scope missing");
            assertThat(refused.json().path("message").stringValue()).contains("database:read");
        }
        Answer refused = serving.post("/api/database/reconnect", token("database:read database:query"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("WWW-Authenticate")).contains("insufficient_scope", "database:operate");
    }

    @Test
    void badTokens_are401_eachWithItsReason() throws Exception {
        Instant now = Instant.now();
        assertThat(serving.get(
                                "/api/databases",
                                Tokens.hmac(
                                        Tokens.claims("database:read").expirationTime(Date.from(now.minusSeconds(90)))))
                        .error())
                .isEqualTo("Token expired");
        assertThat(serving.get("/api/databases", "nonsense").error()).isEqualTo("Token malformed");
        assertThat(serving.get("/api/databases", Tokens.hmac(Tokens.claims("database:read"), new byte[32]))
                        .error())
                .isEqualTo("Token signature invalid");
        assertThat(serving.get(
                                "/api/databases",
                                Tokens.hmac(Tokens.claims("database:read").audience("x")))
                        .error())
                .isEqualTo("Token not accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "Bearer", "Bearer ", "Bearer a b", "bearer\t", "Token x"})
    void authorization_ofAnotherForm_is401(String header) throws Exception {
        Answer answer = serving.send(serving.request("/api/databases", null).header("Authorization", header));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.error()).isEqualTo("Token malformed");
    }

    @Test
    void authorization_givenTwice_is401() throws Exception {
        Answer answer = serving.send(serving.request("/api/databases", token("database:read"))
                .header("Authorization", "Bearer " + token("database:read")));
        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void tokenInTheUrl_isRefused_whateverItsName() throws Exception {
        String token = token("database:read");
        for (String query : List.of("token=x", "access_token=" + token, "Token=", "x=" + token, "a=1&jwt=" + token)) {
            Answer answer = serving.get("/api/databases?" + query, token);
            assertThat(answer.status()).as(query).isEqualTo(400);
            assertThat(answer.error()).isEqualTo("Token in the URL");
            assertThat(answer.response().body()).doesNotContain(token);
        }
    }

    @Test
    void session_saysWhoAsks() throws Exception {
        Answer answer = serving.get("/api/session", token("database:query openid database:read"));
        assertThat(answer.json().path("data").propertyNames())
                .containsExactly("subject", "scopes", "expires_at", "profile", "version");
        assertThat(answer.json().at("/data/subject").stringValue()).isEqualTo("anna");
        assertThat(answer.json().at("/data/scopes").toString()).isEqualTo("[\"database:query\",\"database:read\"]");
        assertThat(Instant.parse(answer.json().at("/data/expires_at").stringValue()))
                .isAfter(Instant.now());
        assertThat(answer.json().at("/data/profile").stringValue()).isEqualTo("development");
        assertThat(answer.json().at("/data/version").stringValue()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(serving.server().token()).isEmpty();
    }

    @Test
    void withoutAKey_aTokenOfThisRun_isGoodForEverything() throws Exception {
        try (Serving open = new Serving(directory.resolve("."), Map.of());
                Serving other = new Serving(directory.resolve("."), Map.of())) {
            String token = open.server().token().orElseThrow();
            assertThat(token).hasSizeGreaterThanOrEqualTo(43);
            assertThat(open.get("/api/session", token)
                            .json()
                            .at("/data/expires_at")
                            .isNull())
                    .isTrue();
            assertThat(open.get("/api/database/health", token).status()).isEqualTo(200);
            assertThat(open.post("/api/database/resume", token).status()).isEqualTo(200);
            for (String wrong : List.of(
                    token + "x", token.substring(1), other.server().token().orElseThrow(), token("database:read"))) {
                Answer answer = open.get("/api/database/health", wrong);
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.error()).isEqualTo("Token signature invalid");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void publicAddress_withoutKeyAndTls_isRefused_withWhatToSet(String host) {
        assertThatThrownBy(() -> new Serving(directory, Map.of(ServerProperty.HOST, host)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("host = " + host)
                .hasMessageContaining("jwt.secret")
                .hasMessageContaining("tls.certificate");
        assertThatThrownBy(() -> new Serving(directory, with(HMAC, ServerProperty.HOST, host)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("allow-plain-http")
                .hasMessageNotContaining("jwt.secret");
        assertThatThrownBy(() -> new Serving(
                        directory, Map.of(ServerProperty.HOST, host, ServerProperty.ALLOW_PLAIN_HTTP, true)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("jwt.secret")
                .hasMessageNotContaining("tls.certificate");
    }

    @Test
    void publicAddress_withAKeyAndTheExplicitWord_serves() throws Exception {
        Map<ServerProperty, Object> options = with(HMAC, ServerProperty.HOST, "0.0.0.0");
        options.put(ServerProperty.ALLOW_PLAIN_HTTP, true);
        options.put(ServerProperty.NAMES, "db.example.org");
        try (Serving open = new Serving(directory, options)) {
            assertThat(open.get("/health/live", null).status()).isEqualTo(200);
            assertThat(open.get("/api/databases", null).status()).isEqualTo(401);
        }
    }

    private static Map<ServerProperty, Object> with(
            Map<ServerProperty, Object> options, ServerProperty property, Object value) {
        Map<ServerProperty, Object> all = new HashMap<>(options);
        all.put(property, value);
        return all;
    }
}
