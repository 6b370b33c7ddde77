package dev.hawser.server.access;

import com.nimbusds.jose.JWSAlgorithm;
import dev.hawser.config.Secret;
import dev.hawser.config.ServerConfig;
import dev.hawser.config.ServerProperty;
import java.nio.charset.StandardCharsets;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The secret that signs tokens, checked. */
final class HmacKey {

    private HmacKey() {}

    static JWSAlgorithm algorithm(ServerConfig config) {
        String given = config.jwt().algorithm();
        JWSAlgorithm algorithm = given == null ? JWSAlgorithm.HS256 : JWSAlgorithm.parse(given);
        if (!JWSAlgorithm.Family.HMAC_SHA.contains(algorithm)) {
            throw JwtKeys.problem(
                    config,
                    ServerProperty.JWT_ALGORITHM,
                    "it does not fit jwt.secret, which needs HS256, HS384 or HS512");
        }
        return algorithm;
    }

    static SecretKey of(ServerConfig config, Secret secret) {
        JWSAlgorithm algorithm = algorithm(config);
        byte[] bytes = secret.reveal().getBytes(StandardCharsets.UTF_8);
        int least = Integer.parseInt(algorithm.getName().substring(2)) / Byte.SIZE;
        if (bytes.length < least) {
            throw JwtKeys.problem(
                    config,
                    ServerProperty.JWT_SECRET,
                    "it has " + bytes.length + " bytes, and " + algorithm + " needs " + least
                            + " or more; openssl rand -base64 48 makes one");
        }
        return new SecretKeySpec(bytes, "HmacSHA" + algorithm.getName().substring(2));
    }
}
