package dev.hawser.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Makes keys, and tokens of every kind. */
public final class Tokens {

    /** A secret that is long enough, and that {@code verify} looks for in what tests print. */
    public static final String SECRET = "c4nary-" + "0123456789abcdef0123456789abcdef";

    private Tokens() {}

    /** Claims that are in order: for an hour, with these scopes. */
    public static JWTClaimsSet.Builder claims(String scopes) {
        return new JWTClaimsSet.Builder()
                .subject("anna")
                .issuer("idp")
                .audience("hawser")
                .claim("scope", scopes)
                .expirationTime(Date.from(Instant.now().plusSeconds(3_600)));
    }

    /** Signed with {@link #SECRET}. */
    public static String hmac(JWTClaimsSet.Builder claims) {
        return hmac(claims, SECRET.getBytes(StandardCharsets.UTF_8));
    }

    static String hmac(JWTClaimsSet.Builder claims, byte[] secret) {
        try {
            return signed(JWSAlgorithm.HS256, null, claims, new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String signed(KeyPair keys, JWSAlgorithm algorithm, @Nullable String keyId, JWTClaimsSet.Builder claims) {
        try {
            JWSSigner signer = keys.getPrivate() instanceof ECPrivateKey elliptic
                    ? new ECDSASigner(elliptic)
                    : new RSASSASigner(keys.getPrivate());
            return signed(algorithm, keyId, claims, signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(
            JWSAlgorithm algorithm, @Nullable String keyId, JWTClaimsSet.Builder claims, JWSSigner signer)
            throws JOSEException {
        SignedJWT jwt =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims.build());
        jwt.sign(signer);
        return jwt.serialize();
    }

    /** Of parts that no library would put together. */
    static String raw(String header, String claims, String signature) {
        return base64(header) + "." + base64(claims) + "." + signature;
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair elliptic(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }
}
