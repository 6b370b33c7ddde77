package dev.hawser.server;

import dev.hawser.config.Profile;
import dev.hawser.server.access.Principal;
import dev.hawser.server.access.Scope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who asks, as the token tells, and what is asked. Immutable. */
record SessionJson(
        @Nullable String subject,
        List<String> scopes,
        @Nullable Instant expiresAt,
        String profile,
        String version) {

    static SessionJson of(Principal principal, Profile profile) {
        return new SessionJson(
                principal.subject(),
                Scope.claims(principal.scopes()),
                principal.expiresAt(),
                profile.toString(),
                Version.NUMBER);
    }
}
