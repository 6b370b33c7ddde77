package dev.hawser.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** A random token that is good for one run of the server, where nothing else is configured. Thread-safe. */
final class RunToken implements TokenVerifier {

    private static final int BYTES = 32;

    private final String token;
    private final Principal principal = Principal.everything("operator");

    RunToken() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    String token() {
        return token;
    }

    /** In the same time whatever part of it is right. */
    @Override
    public Principal verify(String given) {
        if (!MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
            throw Refusal.tokenNotTrusted(
                    "this is not the token of this run: the server makes a new one at each start, and prints it with its address");
        }
        return principal;
    }
}
