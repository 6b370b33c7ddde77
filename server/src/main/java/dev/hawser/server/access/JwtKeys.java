package dev.hawser.server.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import dev.hawser.config.ConfigValue;
import dev.hawser.config.JwtConfig;
import dev.hawser.config.Secret;
import dev.hawser.config.ServerConfig;
import dev.hawser.config.ServerProperty;
import dev.hawser.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.Key;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Makes the verifier that a configuration asks for. What cannot be is a {@link ConfigurationException} that names key and origin. */
final class JwtKeys {

    private static final int LEAST_RSA_BITS = 2_048;

    private final ServerConfig config;
    private final JwtConfig jwt;
    private final Clock clock;

    JwtKeys(ServerConfig config, Clock clock) {
        this.config = config;
        this.jwt = config.jwt();
        this.clock = clock;
    }

    TokenVerifier verifier() {
        checkOneOnly();
        if (jwt.secret() != null) {
            return symmetric(jwt.secret());
        }
        if (jwt.publicKey() != null) {
            return asymmetric(publicKey(jwt.publicKey()));
        }
        return remote();
    }

    private void checkOneOnly() {
        List<ServerProperty> given = Stream.of(
                        ServerProperty.JWT_SECRET, ServerProperty.JWT_PUBLIC_KEY, ServerProperty.JWT_JWKS_URL)
                .filter(property -> config.values().containsKey(property.key()))
                .toList();
        if (given.size() > 1) {
            throw problem(given.get(0), "there is also " + described(given.get(1)) + "; keep one of them");
        }
    }

    private TokenVerifier symmetric(Secret secret) {
        return fixed(HmacKey.algorithm(config), HmacKey.of(config, secret));
    }

    private TokenVerifier asymmetric(PublicKey key) {
        JWSAlgorithm natural = JWSAlgorithm.RS256;
        List<JWSAlgorithm> possible = List.copyOf(JWSAlgorithm.Family.RSA);
        if (key instanceof ECPublicKey elliptic) {
            possible = Stream.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512)
                    .filter(algorithm ->
                            Curve.forJWSAlgorithm(algorithm).contains(Curve.forECParameterSpec(elliptic.getParams())))
                    .toList();
            if (possible.isEmpty()) {
                throw problem(ServerProperty.JWT_PUBLIC_KEY, "its curve is none of P-256, P-384 and P-521");
            }
            natural = possible.get(0);
        } else if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
            throw problem(
                    ServerProperty.JWT_PUBLIC_KEY,
                    "an RSA key of " + rsa.getModulus().bitLength() + " bits is too weak; use one of " + LEAST_RSA_BITS
                            + " or more");
        }
        JWSAlgorithm algorithm = jwt.algorithm() == null ? natural : JWSAlgorithm.parse(jwt.algorithm());
        if (!possible.contains(algorithm)) {
            throw problem(
                    ServerProperty.JWT_ALGORITHM,
                    "it does not fit " + described(ServerProperty.JWT_PUBLIC_KEY) + ", which needs one of " + possible);
        }
        return fixed(algorithm, key);
    }

    private TokenVerifier remote() {
        JWSAlgorithm algorithm = jwt.algorithm() == null ? JWSAlgorithm.RS256 : JWSAlgorithm.parse(jwt.algorithm());
        if (JWSAlgorithm.Family.HMAC_SHA.contains(algorithm)) {
            throw problem(
                    ServerProperty.JWT_ALGORITHM, "keys that are published cannot be secrets; use RS256 or ES256");
        }
        if (jwt.issuer() == null || jwt.audience() == null) {
            throw problem(
                    ServerProperty.JWT_JWKS_URL,
                    "whoever publishes these keys may sign tokens for others, too; say with jwt.issuer (JWT_ISSUER) and jwt.audience (JWT_AUDIENCE) which are for this server");
        }
        return RemoteKeys.verifier(config, algorithm, clock);
    }

    /** The header of the token chooses nothing: there is one key, and one algorithm. */
    private TokenVerifier fixed(JWSAlgorithm algorithm, Key key) {
        JWSKeySelector<SecurityContext> selector = (header, context) -> List.of(key);
        return new JwtVerifier(algorithm, selector, jwt.issuer(), jwt.audience(), clock);
    }

    private PublicKey publicKey(String given) {
        try {
            return PublicKeys.of(Pem.isPem(given) ? given : Files.readString(Path.of(given)));
        } catch (IOException | InvalidPathException unreadable) {
            throw problem(
                    ServerProperty.JWT_PUBLIC_KEY,
                    "the file cannot be read: " + unreadable.getClass().getSimpleName());
        } catch (IllegalArgumentException wrong) {
            throw problem(ServerProperty.JWT_PUBLIC_KEY, String.valueOf(wrong.getMessage()));
        }
    }

    private String described(ServerProperty property) {
        return Objects.requireNonNull(config.values().get(property.key())).toString();
    }

    private ConfigurationException problem(ServerProperty property, String reason) {
        return problem(config, property, reason);
    }

    /** A value that cannot be, with its key and origin. */
    static ConfigurationException problem(ServerConfig config, ServerProperty property, String reason) {
        ConfigValue value = config.values().get(property.key());
        return new ConfigurationException(
                List.of(ServerProperty.SECTION + ": " + (value == null ? property.key() : value) + ": " + reason));
    }
}
