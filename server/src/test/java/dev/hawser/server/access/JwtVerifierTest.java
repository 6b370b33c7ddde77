package dev.hawser.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.hawser.config.ServerProperty;
import dev.hawser.error.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JwtVerifierTest {

    private static final Instant NOW = Instant.parse("2026-01-15T10:30:00Z");
    private static final KeyPair RSA = Tokens.rsa(2_048);
    private static final KeyPair OTHER_RSA = Tokens.rsa(2_048);

    @TempDir
    Path directory;

    private static TokenVerifier verifier(Map<ServerProperty, Object> options) {
        return new JwtKeys(Configured.server(options), Clock.fixed(NOW, ZoneOffset.UTC)).verifier();
    }

    private static TokenVerifier hmac() {
        return verifier(Map.of(
                ServerProperty.JWT_SECRET, Tokens.SECRET,
                ServerProperty.JWT_ISSUER, "idp",
                ServerProperty.JWT_AUDIENCE, "hawser"));
    }

    private static JWTClaimsSet.Builder claims() {
        return Tokens.claims("database:read").expirationTime(at(3_600));
    }

    private static Date at(long seconds) {
        return Date.from(NOW.plusSeconds(seconds));
    }

    private static Refusal refusal(TokenVerifier verifier, String token) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> verifier.verify(token));
        assertThat(refusal).as("the token is accepted").isNotNull();
        return refusal;
    }

    private static List<String> problems(Map<ServerProperty, Object> options) {
        ConfigurationException failure = catchThrowableOfType(ConfigurationException.class, () -> verifier(options));
        assertThat(failure).as("the configuration is accepted").isNotNull();
        return List.copyOf(failure.problems());
    }

    @Test
    void token_ofTheSecret_isItsPrincipal() {
        Principal principal =
                hmac().verify(Tokens.hmac(claims().claim("scope", "database:read openid database:operate")));
        assertThat(principal.subject()).isEqualTo("anna");
        assertThat(principal.expiresAt()).isEqualTo(NOW.plusSeconds(3_600));
        assertThat(principal.scopes()).containsExactlyInAnyOrder(Scope.READ, Scope.OPERATE);
        assertThat(principal.may(Scope.QUERY)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"scope, true", "scp, false", "scp, true", "scopes, false"})
    void scopes_underEachNameAndForm_areFound(String name, boolean asText) {
        Object value = asText ? "database:query x" : List.of("database:query", 7, "");
        Principal principal =
                hmac().verify(Tokens.hmac(claims().claim("scope", null).claim(name, value)));
        assertThat(principal.scopes()).containsExactly(Scope.QUERY);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                claims("Token expired", claims -> claims.expirationTime(at(-61))),
                claims("Token not accepted", claims -> claims.expirationTime(null)),
                claims("Token not accepted", claims -> claims.notBeforeTime(at(61))),
                claims("Token not accepted", claims -> claims.issuer("another")),
                claims("Token not accepted", claims -> claims.issuer(null)),
                claims("Token not accepted", claims -> claims.audience("another")),
                claims("Token not accepted", claims -> claims.audience((String) null)));
    }

    private static Arguments claims(String error, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(error, change);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void claims_thatDoNotFit_areRefusedWithTheReason(String error, UnaryOperator<JWTClaimsSet.Builder> change) {
        Refusal refusal = refusal(hmac(), Tokens.hmac(change.apply(claims())));
        assertThat(refusal.error()).isEqualTo(error);
        assertThat(refusal.status()).isEqualTo(401);
        assertThat(refusal.headers().get("WWW-Authenticate")).startsWith("Bearer ");
    }

    @Test
    void token_isAccepted_asLongAsItsStreams() {
        Principal principal = hmac().verify(Tokens.hmac(claims().expirationTime(at(-60))));
        assertThat(principal.acceptedUntil()).isEqualTo(NOW);
    }

    @Test
    void clocks_mayDifferByAMinute() {
        assertThat(hmac().verify(Tokens.hmac(claims().expirationTime(at(-60)))).subject())
                .isEqualTo("anna");
        assertThat(hmac().verify(Tokens.hmac(claims().notBeforeTime(at(60)))).subject())
                .isEqualTo("anna");
    }

    @Test
    void audience_amongOthers_isEnough() {
        assertThat(hmac().verify(Tokens.hmac(claims().audience(List.of("x", "hawser"))))
                        .subject())
                .isEqualTo("anna");
    }

    @Test
    void token_thatIsNotSigned_orByAnother_orInAnotherWay_isNotTrusted() {
        String body =
                "{\"sub\":\"anna\",\"iss\":\"idp\",\"aud\":\"hawser\",\"scope\":\"database:read\",\"exp\":4102444800}";
        String good = Tokens.hmac(claims());
        String anotherSignature = good.substring(0, good.lastIndexOf('.') + 1)
                + Tokens.hmac(claims().subject("eve")).replaceAll(".*\\.", "");
        for (String token : List.of(
                Tokens.raw("{\"alg\":\"none\"}", body, ""),
                Tokens.raw("{\"alg\":\"HS256\"}", body, "AAAA"),
                Tokens.hmac(claims(), new byte[32]),
                anotherSignature,
                Tokens.signed(RSA, JWSAlgorithm.RS256, null, claims()))) {
            assertThat(refusal(hmac(), token).error()).as(token).isEqualTo("Token signature invalid");
        }
    }

    @Test
    void token_thatIsNone_isMalformed() {
        for (String token : List.of(
                "",
                ".",
                "..",
                "...",
                "a.b.c",
                "x".repeat(5_000),
                Tokens.raw("{\"alg\":\"HS256\"}", "[1]", "AAAA"),
                Tokens.raw("{\"alg\":\"NoNe\"}", "{}", "").replace(".", ""),
                Tokens.raw("{\"alg\":\"HS256\"}", "{\"exp\":\"soon\"}", "AAAA"),
                Tokens.raw("{\"alg\":{}}", "{}", "AAAA"),
                Tokens.raw("[".repeat(3_000), "{}", "AAAA"),
                Tokens.raw("{\"alg\":\"HS256\"}", "{\"a\":" + "[".repeat(3_000), "AAAA"),
                Tokens.raw("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}", "", "") + "..")) {
            Refusal refusal = refusal(hmac(), token);
            assertThat(refusal.error()).as(token).isIn("Token malformed", "Token signature invalid");
            assertThat(refusal.status()).isEqualTo(401);
        }
        assertThat(refusal(hmac(), "a.b.c").error()).isEqualTo("Token malformed");
    }

    @Test
    void publicKey_ofEachKind_verifies_andOnlyItsOwn() throws Exception {
        Path file = Files.writeString(directory.resolve("key.pem"), Tokens.pem(RSA.getPublic()));
        KeyPair p256 = Tokens.elliptic("secp256r1");
        KeyPair p521 = Tokens.elliptic("secp521r1");
        Map<Object, String> tokens = Map.of(
                Tokens.pem(RSA.getPublic()),
                Tokens.signed(RSA, JWSAlgorithm.RS256, "some-id", claims()),
                Tokens.pem(RSA.getPublic()).replace("\n", "\\n"),
                Tokens.signed(RSA, JWSAlgorithm.RS256, null, claims()),
                file,
                Tokens.signed(RSA, JWSAlgorithm.RS256, null, claims()),
                Tokens.pem(p256.getPublic()),
                Tokens.signed(p256, JWSAlgorithm.ES256, null, claims()),
                Tokens.pem(p521.getPublic()),
                Tokens.signed(p521, JWSAlgorithm.ES512, null, claims()));
        tokens.forEach((key, token) -> {
            TokenVerifier verifier = verifier(Map.of(ServerProperty.JWT_PUBLIC_KEY, key));
            assertThat(verifier.verify(token).subject()).isEqualTo("anna");
            assertThat(refusal(verifier, Tokens.signed(OTHER_RSA, JWSAlgorithm.RS256, null, claims()))
                            .error())
                    .isEqualTo("Token signature invalid");
        });
    }

    @Test
    void publicKey_usedAsASecret_isNotTrusted() {
        String pem = Tokens.pem(RSA.getPublic());
        TokenVerifier verifier = verifier(Map.of(ServerProperty.JWT_PUBLIC_KEY, pem));
        for (byte[] secret : List.of(
                pem.getBytes(StandardCharsets.UTF_8),
                pem.strip().getBytes(StandardCharsets.UTF_8),
                RSA.getPublic().getEncoded())) {
            assertThat(refusal(verifier, Tokens.hmac(claims(), secret)).error()).isEqualTo("Token signature invalid");
        }
    }

    @Test
    void algorithm_otherThanTheConfigured_isNotTrusted_evenWithTheRightKey() {
        TokenVerifier verifier = verifier(Map.of(
                ServerProperty.JWT_PUBLIC_KEY, Tokens.pem(RSA.getPublic()), ServerProperty.JWT_ALGORITHM, "PS256"));
        assertThat(verifier.verify(Tokens.signed(RSA, JWSAlgorithm.PS256, null, claims()))
                        .subject())
                .isEqualTo("anna");
        assertThat(refusal(verifier, Tokens.signed(RSA, JWSAlgorithm.RS256, null, claims()))
                        .error())
                .isEqualTo("Token signature invalid");
    }

    @Test
    void keys_thatCannotBe_areRefusedAtTheStart_withoutShowingThem() {
        assertThat(problems(Map.of(ServerProperty.JWT_SECRET, "c4nary-short")))
                .singleElement()
                .asString()
                .startsWith("server: jwt.secret = ****** (code): it has 12 bytes, and HS256 needs 32 or more");
        assertThat(problems(Map.of(ServerProperty.JWT_SECRET, Tokens.SECRET, ServerProperty.JWT_ALGORITHM, "HS512")))
                .singleElement()
                .asString()
                .contains("HS512 needs 64");
        assertThat(problems(Map.of(ServerProperty.JWT_SECRET, Tokens.SECRET, ServerProperty.JWT_ALGORITHM, "RS256")))
                .singleElement()
                .asString()
                .contains("jwt.algorithm = RS256 (code): it does not fit jwt.secret");
        assertThat(problems(Map.of(ServerProperty.JWT_SECRET, Tokens.SECRET, ServerProperty.JWT_PUBLIC_KEY, "key.pem")))
                .containsExactly(
                        "server: jwt.secret = ****** (code): there is also jwt.public-key = key.pem (code); keep one of them");
        assertThat(problems(Map.of(ServerProperty.JWT_PUBLIC_KEY, "nowhere.pem")))
                .singleElement()
                .asString()
                .contains("jwt.public-key = nowhere.pem", "cannot be read");
        assertThat(problems(Map.of(
                        ServerProperty.JWT_PUBLIC_KEY,
                        "-----BEGIN PRIVATE KEY-----\nc4nary\n-----END PRIVATE KEY-----")))
                .singleElement()
                .asString()
                .contains("it holds a PRIVATE KEY")
                .doesNotContain("c4nary");
        assertThat(problems(Map.of(
                        ServerProperty.JWT_PUBLIC_KEY,
                        Tokens.pem(Tokens.rsa(1_024).getPublic()))))
                .singleElement()
                .asString()
                .contains("1024 bits is too weak");
        assertThat(problems(Map.of(
                        ServerProperty.JWT_PUBLIC_KEY,
                        Tokens.pem(RSA.getPublic()),
                        ServerProperty.JWT_ALGORITHM,
                        "HS256")))
                .singleElement()
                .asString()
                .contains("jwt.algorithm = HS256", "does not fit");
        assertThat(problems(Map.of(
                        ServerProperty.JWT_JWKS_URL,
                        "http://idp.example/keys",
                        ServerProperty.JWT_ISSUER,
                        "idp",
                        ServerProperty.JWT_AUDIENCE,
                        "hawser")))
                .singleElement()
                .asString()
                .contains("use https");
    }
}
