package dev.hawser.server.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.hawser.config.ServerConfig;
import dev.hawser.config.ServerProperty;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens with the keys that an identity provider publishes. They are kept, fetched anew before they are old, and used for a while if the provider cannot be
 * reached. Thread-safe.
 */
final class RemoteKeys implements TokenVerifier {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_BYTES = 512 * 1024;
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration REFRESH_AHEAD = Duration.ofMinutes(2);
    private static final Duration WITHOUT_PROVIDER = Duration.ofHours(1);
    /** A token can name any key, and so make the server ask for it. */
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);
    /** Threads that may wait for the provider; the others serve who is known. */
    private static final int MAX_WAITING = 8;

    private static final List<String> LOCAL = List.of("localhost", "127.0.0.1", "[::1]");

    private final JwtVerifier verifier;
    private final ExecutorService refresher;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    private RemoteKeys(JwtVerifier verifier, ExecutorService refresher) {
        this.verifier = verifier;
        this.refresher = refresher;
    }

    static TokenVerifier verifier(ServerConfig config, JWSAlgorithm algorithm, Clock clock) {
        URI address = Objects.requireNonNull(config.jwt().jwksUrl());
        if (address.getScheme().equals("http") && !LOCAL.contains(address.getHost()) && !config.allowPlainHttp()) {
            throw JwtKeys.problem(
                    config,
                    ServerProperty.JWT_JWKS_URL,
                    "whoever is in between could exchange the keys; use https, or say allow-plain-http: true");
        }
        ExecutorService refresher = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "hawser-jwks");
            thread.setDaemon(true);
            return thread;
        });
        JWKSource<SecurityContext> source;
        try {
            source = JWKSourceBuilder.create(
                            address.toURL(),
                            new DefaultResourceRetriever(
                                    Math.toIntExact(CONNECT_TIMEOUT.toMillis()),
                                    Math.toIntExact(READ_TIMEOUT.toMillis()),
                                    MAX_BYTES,
                                    true))
                    .cache(FRESH.toMillis(), CONNECT_TIMEOUT.plus(READ_TIMEOUT).toMillis())
                    .refreshAheadCache(REFRESH_AHEAD.toMillis(), null, refresher, false, null, false)
                    .rateLimited(BETWEEN_FETCHES.toMillis())
                    .outageTolerant(WITHOUT_PROVIDER.toMillis())
                    .build();
        } catch (MalformedURLException wrong) {
            throw JwtKeys.problem(config, ServerProperty.JWT_JWKS_URL, "it is no address");
        }
        return new RemoteKeys(
                new JwtVerifier(
                        algorithm,
                        new JWSVerificationKeySelector<>(algorithm, new Known(source)),
                        config.jwt().issuer(),
                        config.jwt().audience(),
                        clock),
                refresher);
    }

    /** A token that names an unknown key while it is too soon to ask again is a bad token, unless no key is known at all. */
    private static final class Known implements JWKSource<SecurityContext> {

        private final JWKSource<SecurityContext> source;
        private volatile boolean any;

        Known(JWKSource<SecurityContext> source) {
            this.source = source;
        }

        @Override
        public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
            try {
                List<JWK> keys = source.get(selector, context);
                any = true;
                return keys;
            } catch (RateLimitReachedException tooSoon) {
                if (any) {
                    return List.of();
                }
                throw tooSoon;
            }
        }
    }

    @Override
    public Principal verify(String token) {
        if (!waiting.tryAcquire()) {
            throw Refusal.keysUnavailable();
        }
        try {
            return verifier.verify(token);
        } finally {
            waiting.release();
        }
    }

    @Override
    public void close() {
        refresher.shutdownNow();
    }
}
