package dev.hawser.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import dev.hawser.config.ServerConfig;
import dev.hawser.config.ServerProperty;
import dev.hawser.error.ConfigurationException;
import dev.hawser.testkit.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
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
    private volatile @Nullable CountDownLatch slow;
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
            awaitIfSlow();
            byte[] body = published.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Connection", "close"); // or the client of the JDK keeps it for seconds
            exchange.sendResponseHeaders(down ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        provider.start();
        String address = "http://127.0.0.1:" + provider.getAddress().getPort() + "/keys";
        verifier = new JwtKeys(configured(address), Clock.systemUTC()).verifier();
    }

    private static ServerConfig configured(String address) {
        return Configured.server(Map.of(
                ServerProperty.JWT_JWKS_URL,
                address,
                ServerProperty.JWT_ISSUER,
                "idp",
                ServerProperty.JWT_AUDIENCE,
                "hawser"));
    }

    private void awaitIfSlow() {
        CountDownLatch latch = slow;
        try {
            if (latch != null) {
                latch.await(20, TimeUnit.SECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        verifier.close();
        provider.stop(0);
    }

    private static String token(KeyPair keys, String id) {
        return Tokens.signed(keys, JWSAlgorithm.RS256, id, Tokens.claims("database:read"));
    }

    @Test
    void unknownKeys_whileTheProviderIsSlow_keepNoKnownOneOut() throws Exception {
        verifier.verify(token(KEYS, "one"));
        CountDownLatch release = new CountDownLatch(1);
        slow = release;
        int asking = 40;
        CountDownLatch refused = new CountDownLatch(asking - RemoteKeys.MAX_WAITING);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < asking; i++) {
            String unknown = token(OTHERS, "another" + i);
            Thread thread = new Thread(() -> {
                refusal(unknown);
                refused.countDown();
            });
            threads.add(thread);
            thread.start();
        }
        assertThat(refused.await(20, TimeUnit.SECONDS))
                .as("as many wait as may")
                .isTrue();
        assertThat(verifier.verify(token(KEYS, "one")).subject()).isEqualTo("anna");
        release.countDown();
        for (Thread thread : threads) {
            thread.join(20_000);
        }
    }

    @Test
    void providerAlone_isNotEnough_withoutIssuerAndAudience() {
        for (ServerProperty given : List.of(ServerProperty.JWT_ISSUER, ServerProperty.JWT_AUDIENCE)) {
            ServerConfig config =
                    Configured.server(Map.of(ServerProperty.JWT_JWKS_URL, "https://issuer.example/keys", given, "one"));
            assertThatThrownBy(() -> new JwtKeys(config, Clock.systemUTC()).verifier())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("jwt.jwks-url")
                    .hasMessageContaining("jwt.issuer (JWT_ISSUER) and jwt.audience (JWT_AUDIENCE)");
        }
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
