package dev.hawser.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.hawser.config.JwtConfig;
import dev.hawser.config.Secret;
import dev.hawser.config.ServerConfig;
import dev.hawser.config.ServerProperty;
import dev.hawser.error.ConfigurationException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;

/** Makes tokens that a server with the same secret takes. Thread-safe. */
public final class TokenIssuer {

    private final JwtConfig jwt;
    private final JWSAlgorithm algorithm;
    private final SecretKey key;
    private final Clock clock;

    /** @throws ConfigurationException if no secret is configured, or one that is too short */
    public TokenIssuer(ServerConfig config, Clock clock) {
        this.jwt = config.jwt();
        this.clock = clock;
        Secret secret = jwt.secret();
        if (secret == null) {
            throw new ConfigurationException(
                    List.of(
                            ServerProperty.SECTION + ": jwt.secret is missing, which signs tokens: "
                                    + (jwt.isConfigured()
                                            ? "the server trusts the keys of an identity provider, which makes the tokens"
                                            : "set JWT_SECRET_KEY, here and for the server; openssl rand -base64 48 makes one")));
        }
        this.algorithm = HmacKey.algorithm(config);
        this.key = HmacKey.of(config, secret);
    }

    /** A token, and when it ceases to be good. */
    public record Issued(String token, Instant expiresAt) {

        /** Without the token. */
        @Override
        public String toString() {
            return "Issued[expiresAt=" + expiresAt + "]";
        }
    }

    /** A token of {@code subject} with these scopes, good for so long. */
    public Issued issue(String subject, Set<Scope> scopes, Duration lifetime) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant expiresAt = now.plus(lifetime);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).build(),
                new JWTClaimsSet.Builder()
                        .subject(subject)
                        .issuer(jwt.issuer())
                        .audience(jwt.audience())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(expiresAt))
                        .claim("scope", String.join(" ", Scope.claims(scopes)))
                        .build());
        try {
            token.sign(new MACSigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException("the secret was checked before", impossible);
        }
        return new Issued(token.serialize(), expiresAt);
    }
}
