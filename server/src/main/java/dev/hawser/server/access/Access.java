package dev.hawser.server.access;

import dev.hawser.config.ServerConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.security.RouteRole;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets those through who may: a route's {@link Scope} against the caller's token. Thread-safe. */
public final class Access implements AutoCloseable {

    private static final String BEARER = "bearer ";

    private final TokenVerifier verifier;
    private final @Nullable String runToken;

    private Access(TokenVerifier verifier, @Nullable String runToken) {
        this.verifier = verifier;
        this.runToken = runToken;
    }

    /**
     * With the keys that are configured, or else with a token of this run alone.
     *
     * @throws dev.hawser.error.ConfigurationException if the keys cannot be used
     */
    public static Access of(ServerConfig config, Clock clock) {
        if (config.jwt().isConfigured()) {
            return new Access(new CachedVerifier(new JwtKeys(config, clock).verifier(), clock), null);
        }
        RunToken token = new RunToken();
        return new Access(token, token.token());
    }

    /** The token that is good as long as this server runs; empty if keys are configured. */
    public Optional<String> runToken() {
        return Optional.ofNullable(runToken);
    }

    /** To be called before each route that exists. Refuses with 401 or 403, or notes the {@link Principal}. */
    public void check(Context context) {
        Scope scope = scope(context.routeRoles());
        if (scope == Scope.OPEN) {
            return;
        }
        Principal principal = verifier.verify(token(context));
        if (!principal.may(scope)) {
            throw Refusal.scopeMissing(scope);
        }
        principal.attachTo(context);
    }

    private static Scope scope(Set<RouteRole> roles) {
        if (roles.size() == 1 && roles.iterator().next() instanceof Scope scope) {
            return scope;
        }
        throw new IllegalStateException("a route must have one scope, and has " + roles);
    }

    private static String token(Context context) {
        List<String> given = Collections.list(context.req().getHeaders(Header.AUTHORIZATION));
        if (given.isEmpty()) {
            throw Refusal.tokenMissing();
        }
        String header = given.get(0);
        if (given.size() > 1 || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw Refusal.tokenMalformed("expected one header Authorization: Bearer TOKEN");
        }
        return header.substring(BEARER.length()).strip();
    }

    @Override
    public void close() {
        verifier.close();
    }
}
