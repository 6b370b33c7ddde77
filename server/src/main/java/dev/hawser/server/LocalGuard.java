package dev.hawser.server;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Keeps web pages out. A page in a browser on this machine can reach the loopback interface: under a name of its own that it points to 127.0.0.1 (then the
 * Host header is that name), or by sending a request to localhost whose answer it cannot read (then there is an Origin header).
 */
final class LocalGuard {

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private LocalGuard() {}

    /** Refuses requests that do not come from this machine's own tools, and says how the answer may be used. */
    static void check(Context context) {
        context.header("X-Content-Type-Options", "nosniff")
                .header(Header.CACHE_CONTROL, "no-store")
                .header(Header.CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'")
                .header("Referrer-Policy", "no-referrer");
        if (!isLocal(context.header(Header.HOST))) {
            throw new HttpResponseException(
                    HttpStatus.MISDIRECTED_REQUEST.getCode(), "the Host header must be localhost, 127.0.0.1 or [::1]");
        }
        String origin = context.header(Header.ORIGIN);
        if (origin != null && !isLocalOrigin(origin)) {
            throw new HttpResponseException(HttpStatus.FORBIDDEN.getCode(), "requests of other sites are refused");
        }
    }

    private static boolean isLocal(@Nullable String hostAndPort) {
        if (hostAndPort == null) {
            return false;
        }
        int port = hostAndPort.indexOf(':', hostAndPort.lastIndexOf(']') + 1);
        String host = port < 0 ? hostAndPort : hostAndPort.substring(0, port);
        return LOCAL.contains(host.toLowerCase(Locale.ROOT));
    }

    private static boolean isLocalOrigin(String origin) {
        try {
            return isLocal(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
