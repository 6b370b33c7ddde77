package dev.hawser.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How tokens (JSON Web Tokens) are verified. With neither secret, key nor address, the server makes a token of its own at each start. Immutable.
 *
 * @param secret what signs tokens (HMAC)
 * @param publicKey what verifies them: PEM text, or the path of its file
 * @param jwksUrl where the public keys of an identity provider are
 * @param algorithm the only one that is accepted, such as {@code RS256}; null for that of the key
 * @param issuer who must have issued them; null for anybody who has the key
 * @param audience whom they must be meant for; null for anybody
 */
public record JwtConfig(
        @Nullable Secret secret,
        @Nullable String publicKey,
        @Nullable URI jwksUrl,
        @Nullable String algorithm,
        @Nullable String issuer,
        @Nullable String audience) {

    /** Whether there is anything to verify tokens with. */
    public boolean isConfigured() {
        return secret != null || publicKey != null || jwksUrl != null;
    }

    /** Without keys and address: a private key may stand where a public one belongs, and a password in an address. */
    @Override
    public String toString() {
        return "JwtConfig[algorithm=" + algorithm + ", issuer=" + issuer + ", audience=" + audience + "]";
    }
}
