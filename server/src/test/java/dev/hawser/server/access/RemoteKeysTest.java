package dev.hawser.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import dev.hawser.config.ServerProperty;
import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class RemoteKeysTest {

    private static final KeyPair KEYS = Tokens.rsa(2_048);
    private static final KeyPair OTHERS = Tokens.rsa(2_048);

    private final AtomicInteger fetched = new AtomicInteger();
    private volatile boolean down;
    private HttpServer provider;
    private TokenVerifier verifier;

    @BeforeEach
    void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String published = new JWKSet(new RSAKey.Builder((RSAPublicKey) KEYS.getPublic())
                        .keyID("one")
                        .build())
                .toString();
        provider.createContext("/keys", exchange -> {
            fetched.incrementAndGet();
            exchange.getResponseHeaders()
                    .set("Connection", "close"); // else a thread of the JDK keeps it for five seconds
            byte[] body = published.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Connection", "close"); // or the client of the JDK keeps it for seconds
            exchange.sendResponseHeaders(down ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        provider.start();
        String address = "http://127.0.0.1:" + provider.getAddress().getPort() + "/keys";
        verifier = new JwtKeys(Configured.server(Map.of(ServerProperty.JWT_JWKS_URL, address)), Clock.systemUTC())
                .verifier();
    }

    @AfterEach
    void stop() {
        verifier.close();
        provider.stop(0);
    }

    private static String token(KeyPair keys, String id) {
        return Tokens.signed(keys, JWSAlgorithm.RS256, id, Tokens.claims("database:read"));
    }

    private Refusal refusal(String token) {
        return catchThrowableOfType(Refusal.class, () -> verifier.verify(token));
    }

    @Test
    void tokens_ofPublishedKeys_areGood_andTheKeysFetchedOnce() {
        assertThat(verifier.verify(token(KEYS, "one")).subject()).isEqualTo("anna");
        assertThat(verifier.verify(token(KEYS, "one")).scopes()).containsExactly(Scope.READ);
        assertThat(fetched).hasValue(1);
    }

    @Test
    void tokens_ofOtherKeys_areNotTrusted_andCannotMakeItFetchAgainAndAgain() {
        assertThat(refusal(token(OTHERS, "one")).error()).isEqualTo("Token signature invalid");
        for (int i = 0; i < 20; i++) {
            assertThat(refusal(token(OTHERS, "another" + i)).error()).isEqualTo("Token signature invalid");
        }
        assertThat(fetched.get()).isLessThanOrEqualTo(3);
        assertThat(verifier.verify(token(KEYS, "one")).subject()).isEqualTo("anna");
    }

    @Test
    void providerThatIsDown_fromTheStart_isSaid_asNoFaultOfTheToken() {
        down = true;
        for (int i = 0; i < 4; i++) {
            Refusal refusal = refusal(token(KEYS, "one"));
            assertThat(refusal.error()).isEqualTo("Keys unavailable");
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.headers()).containsKey("Retry-After");
        }
    }

    @Test
    void providerThatGoesDown_doesNotStopTokensOfKnownKeys() {
        verifier.verify(token(KEYS, "one"));
        down = true;
        refusal(token(OTHERS, "another")); // makes it fetch
        assertThat(verifier.verify(token(KEYS, "one")).subject()).isEqualTo("anna");
    }
}
