package dev.hawser.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Verifies JSON Web Tokens. The algorithm is the configured one, whatever the token says. Thread-safe. */
final class JwtVerifier implements TokenVerifier {

    /** By how much the clocks of who issues and who verifies may differ. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    private static final List<String> SCOPE_CLAIMS = List.of("scope", "scp", "scopes");

    private final JWSAlgorithm algorithm;
    private final DefaultJWTProcessor<SecurityContext> signatures = new DefaultJWTProcessor<>();
    private final @Nullable String issuer;
    private final @Nullable String audience;
    private final Clock clock;

    /**
     * @param keys the keys that may have signed a token with this header
     * @param issuer who must have issued tokens; null for anybody
     * @param audience whom tokens must be meant for; null for anybody
     */
    JwtVerifier(
            JWSAlgorithm algorithm,
            JWSKeySelector<SecurityContext> keys,
            @Nullable String issuer,
            @Nullable String audience,
            Clock clock) {
        this.algorithm = algorithm;
        this.issuer = issuer;
        this.audience = audience;
        this.clock = clock;
        signatures.setJWSKeySelector(keys);
        signatures.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        signatures.setJWTClaimsSetVerifier(null); // below, so that each reason has words of its own
    }

    @Override
    public Principal verify(String token) {
        JWTClaimsSet claims = signed(token);
        Instant expiresAt = checked(claims);
        return new Principal(claims.getSubject(), scopes(claims), expiresAt);
    }

    private JWTClaimsSet signed(String token) {
        SignedJWT jwt = parsed(token);
        if (!algorithm.equals(jwt.getHeader().getAlgorithm())) {
            throw Refusal.tokenNotTrusted("the token is signed in another way than this server accepts: " + algorithm);
        }
        try {
            return signatures.process(jwt, null);
        } catch (BadJOSEException refused) {
            throw Refusal.tokenNotTrusted("the token is not signed with a key that this server trusts");
        } catch (JOSEException failed) {
            throw Refusal.keysUnavailable();
        }
    }

    private static SignedJWT parsed(String token) {
        try {
            JWT jwt = JWTParser.parse(token);
            if (jwt instanceof EncryptedJWT) {
                throw Refusal.tokenMalformed("the token is encrypted; a signed one is expected");
            }
            if (!(jwt instanceof SignedJWT signed)) {
                throw Refusal.tokenNotTrusted("the token is not signed");
            }
            if (signed.getJWTClaimsSet() != null) {
                return signed;
            }
        } catch (ParseException malformed) {
            throw malformed();
        }
        throw malformed();
    }

    private static Refusal malformed() {
        return Refusal.tokenMalformed("this is no JSON Web Token; copy it whole, without quotes or line breaks");
    }

    /** When it expires. */
    private Instant checked(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Date expiry = claims.getExpirationTime();
        if (expiry == null) {
            throw Refusal.tokenNotMeant("the token does not say when it expires (the claim exp)");
        }
        if (now.isAfter(expiry.toInstant().plus(CLOCK_SKEW))) { // as Principal.acceptedUntil says
            throw Refusal.tokenExpired("the token expired at " + expiry.toInstant() + "; get a new one");
        }
        Date begin = claims.getNotBeforeTime();
        if (begin != null && now.isBefore(begin.toInstant().minus(CLOCK_SKEW))) {
            throw Refusal.tokenNotMeant("the token is not good before " + begin.toInstant());
        }
        if (issuer != null && !issuer.equals(claims.getIssuer())) {
            throw Refusal.tokenNotMeant("the token is not of the issuer that this server trusts (the claim iss)");
        }
        if (audience != null && !claims.getAudience().contains(audience)) {
            throw Refusal.tokenNotMeant("the token is not meant for this server (the claim aud)");
        }
        return expiry.toInstant();
    }

    /** One text with spaces, or a list, under any of the names in use. Scopes of other services are passed over. */
    private static Set<Scope> scopes(JWTClaimsSet claims) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : SCOPE_CLAIMS) {
            Object value = claims.getClaim(name);
            Collection<?> texts = List.of();
            if (value instanceof String text) {
                texts = Arrays.asList(text.split(" "));
            } else if (value instanceof Collection<?> collection) {
                texts = collection;
            }
            texts.forEach(text -> Scope.find(String.valueOf(text)).ifPresent(scopes::add));
        }
        return scopes;
    }
}
