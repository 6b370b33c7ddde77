package dev.hawser.server.access;

import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.util.Map;

/** A request that is not served, for a reason that lies with whoever sent it. It carries no stack: it is no mistake of the server, and may come often. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;
    private final transient Map<String, String> headers;

    /**
     * @param error what it is, in a few words that are the same each time
     * @param message what to change
     */
    Refusal(HttpStatus status, String error, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status.getCode();
        this.error = error;
        this.headers = Map.copyOf(headers);
    }

    Refusal(HttpStatus status, String error, String message) {
        this(status, error, message, Map.of());
    }

    static Refusal tokenMissing() {
        return new Refusal(
                HttpStatus.UNAUTHORIZED,
                "Token missing",
                "send the header Authorization: Bearer TOKEN; hawser token makes one, or the server printed one at its start",
                Map.of(Header.WWW_AUTHENTICATE, "Bearer realm=\"hawser\""));
    }

    static Refusal tokenExpired(String message) {
        return badToken("Token expired", message);
    }

    static Refusal tokenMalformed(String message) {
        return badToken("Token malformed", message);
    }

    /** It may be forged. */
    static Refusal tokenNotTrusted(String message) {
        return badToken("Token signature invalid", message);
    }

    /** It is signed as it should be, and not meant for now or for here. */
    static Refusal tokenNotMeant(String message) {
        return badToken("Token not accepted", message);
    }

    private static Refusal badToken(String error, String message) {
        return new Refusal(
                HttpStatus.UNAUTHORIZED,
                error,
                message,
                Map.of(Header.WWW_AUTHENTICATE, "Bearer realm=\"hawser\", error=\"invalid_token\""));
    }

    static Refusal scopeMissing(Scope scope) {
        return new Refusal(
                HttpStatus.FORBIDDEN,
                "Scope missing",
                "this needs the scope " + scope + ", which the token does not have",
                Map.of(
                        Header.WWW_AUTHENTICATE,
                        "Bearer realm=\"hawser\", error=\"insufficient_scope\", scope=\"" + scope + "\""));
    }

    static Refusal keysUnavailable() {
        return new Refusal(
                HttpStatus.SERVICE_UNAVAILABLE,
                "Keys unavailable",
                "the keys of the identity provider cannot be had at the moment, so the token cannot be checked; try again soon",
                Map.of(Header.RETRY_AFTER, "5"));
    }

    /** The status of the answer. */
    public int status() {
        return status;
    }

    /** What it is, in a few words that are the same each time. */
    public String error() {
        return error;
    }

    /** Headers of the answer. */
    public Map<String, String> headers() {
        return headers;
    }
}
