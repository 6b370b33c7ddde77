package dev.hawser.server.access;

import io.javalin.http.Context;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, as the token tells. Immutable.
 *
 * @param subject null if the token names none
 * @param scopes what may be done
 * @param expiresAt when the token ceases to be good; null if it is good as long as the server runs
 */
public record Principal(
        @Nullable String subject,
        Set<Scope> scopes,
        @Nullable Instant expiresAt) {

    private static final String ATTRIBUTE = Principal.class.getName();

    public Principal {
        scopes = Set.copyOf(scopes);
    }

    /** Until when the token is accepted, for requests and for streams: its expiry, by the clock of whoever issued it; null if it is good as long as the server runs. */
    public @Nullable Instant acceptedUntil() {
        return expiresAt == null ? null : expiresAt.plus(JwtVerifier.CLOCK_SKEW);
    }

    /** Whose request this is. To be asked by routes that need a token. */
    public static Principal of(Context context) {
        return Objects.requireNonNull(context.attribute(ATTRIBUTE), "the route needs no token");
    }

    void attachTo(Context context) {
        context.attribute(ATTRIBUTE, this);
    }

    /** Whether a route with this scope may be called. */
    public boolean may(Scope scope) {
        return scope == Scope.OPEN || scope == Scope.TOKEN || scopes.contains(scope);
    }

    /** A principal that may do everything, until the server ends. */
    static Principal everything(String subject) {
        return new Principal(subject, EnumSet.copyOf(Scope.all()), null);
    }
}
