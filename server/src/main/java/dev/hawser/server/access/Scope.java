package dev.hawser.server.access;

import io.javalin.security.RouteRole;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a route asks of whoever calls it. A route names exactly one when it is registered. */
public enum Scope implements RouteRole {
    /** Nothing: anybody may call. */
    OPEN(null),
    /** A token, whatever it allows. */
    TOKEN(null),
    /** {@code database:read}: to look. */
    READ("database:read"),
    /** {@code database:operate}: to reconnect, pause, resume and flush. */
    OPERATE("database:operate"),
    /** {@code database:query}: to run test queries. */
    QUERY("database:query");

    private final @Nullable String claim;

    Scope(@Nullable String claim) {
        this.claim = claim;
    }

    /** How tokens and messages call it; null for those that no token names. */
    public @Nullable String claim() {
        return claim;
    }

    /** The scope that tokens call so; empty if there is none. */
    public static Optional<Scope> find(String claim) {
        return Arrays.stream(values())
                .filter(scope -> claim.equals(scope.claim))
                .findFirst();
    }

    /** Those that tokens can name. */
    public static Set<Scope> all() {
        return EnumSet.of(READ, OPERATE, QUERY);
    }

    /** How tokens call these. */
    public static List<String> claims(Collection<Scope> scopes) {
        return scopes.stream()
                .map(scope -> String.valueOf(scope.claim))
                .sorted()
                .toList();
    }

    @Override
    public String toString() {
        return claim == null ? name().toLowerCase(Locale.ROOT) : claim;
    }
}
