package dev.hawser.server.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.hawser.config.ServerConfig;
import dev.hawser.config.ServerProperty;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
    static final int MAX_WAITING = 16;

    private static final List<String> LOCAL = List.of("localhost", "127.0.0.1", "[::1]");

    private final JwtVerifier verifier;
    private final ExecutorService refresher;

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
        Provider provider;
        try {
            provider = new Provider(
                    new URLBasedJWKSetSource<>(
                            address.toURL(),
                            new DefaultResourceRetriever(
                                    Math.toIntExact(CONNECT_TIMEOUT.toMillis()),
                                    Math.toIntExact(READ_TIMEOUT.toMillis()),
                                    MAX_BYTES,
                                    true)),
                    clock);
        } catch (MalformedURLException wrong) {
            throw JwtKeys.problem(config, ServerProperty.JWT_JWKS_URL, "it is no address");
        }
        JWKSource<SecurityContext> source = JWKSourceBuilder.create(provider)
                .cache(FRESH.toMillis(), CONNECT_TIMEOUT.plus(READ_TIMEOUT).toMillis())
                .refreshAheadCache(REFRESH_AHEAD.toMillis(), null, refresher, false, null, false)
                .rateLimited(BETWEEN_FETCHES.toMillis())
                .outageTolerant(WITHOUT_PROVIDER.toMillis())
                .build();
        return new RemoteKeys(
                new JwtVerifier(
                        algorithm,
                        new JWSVerificationKeySelector<>(algorithm, new Known(provider, source)),
                        config.jwt().issuer(),
                        config.jwt().audience(),
                        clock),
                refresher);
    }

    private record Published(JWKSet keys, Instant at) {}

    /** Asks the provider, and notes what it said. */
    private static final class Provider implements JWKSetSource<SecurityContext> {

        private final JWKSetSource<SecurityContext> source;
        private final Clock clock;
        private volatile @Nullable Published last;

        Provider(JWKSetSource<SecurityContext> source, Clock clock) {
            this.source = source;
            this.clock = clock;
        }

        @Override
        public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
                throws KeySourceException {
            JWKSet keys = source.getJWKSet(evaluator, now, context);
            last = new Published(keys, clock.instant());
            return keys;
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }

    /**
     * Waits for the provider only where it must: whoever has a key that was published lately does not, so that unknown keys cannot keep them out. A token that names an unknown
     * key while it is too soon to ask again is a bad token, unless no key is known at all.
     */
    private static final class Known implements JWKSource<SecurityContext> {

        private final Provider provider;
        private final JWKSource<SecurityContext> source;
        private final Semaphore waiting = new Semaphore(MAX_WAITING);

        Known(Provider provider, JWKSource<SecurityContext> source) {
            this.provider = provider;
            this.source = source;
        }

        @Override
        public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
            Published last = provider.last;
            List<JWK> known = last == null ? List.of() : selector.select(last.keys());
            if (!known.isEmpty() && isWithin(last, FRESH.minus(REFRESH_AHEAD))) {
                return known;
            }
            if (!waiting.tryAcquire()) {
                if (!known.isEmpty() && isWithin(last, WITHOUT_PROVIDER)) {
                    return known;
                }
                throw new KeySourceException("as many requests wait for the identity provider as may");
            }
            try {
                return source.get(selector, context);
            } catch (RateLimitReachedException tooSoon) {
                if (last != null) {
                    return List.of();
                }
                throw tooSoon;
            } finally {
                waiting.release();
            }
        }

        private boolean isWithin(@Nullable Published published, Duration limit) {
            return published != null
                    && provider.clock.instant().isBefore(published.at().plus(limit));
        }
    }

    @Override
    public Principal verify(String token) {
        return verifier.verify(token);
    }

    @Override
    public void close() {
        refresher.shutdownNow();
    }
}
