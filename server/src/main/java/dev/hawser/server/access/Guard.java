package dev.hawser.server.access;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.net.InetAddress;
import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages of others out, and says how answers may be used. A page in a browser can reach the server under a name of its own that it points to its address (then
 * the Host header is that name), or by sending a request whose answer it cannot read (then there is an Origin header). Immutable.
 */
public final class Guard {

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern ADDRESS = Pattern.compile("\\[[0-9a-f:.]+]|\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Set<String> TOKEN_PARAMETERS =
            Set.of("token", "access_token", "id_token", "jwt", "bearer", "authorization");
    /** At the beginning of a word alone, or after an encoded character: a search from each letter takes time that grows with the square of the length. */
    private static final Pattern LOOKS_LIKE_TOKEN =
            Pattern.compile("(?:(?<![A-Za-z0-9_-])|(?<=%[0-9A-Fa-f]{2}))ey[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]++\\.");

    private static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";

    /** What every answer says of itself; pages say more of what they may load. */
    public static final Map<String, String> HEADERS = Map.of(
            "X-Content-Type-Options",
            "nosniff",
            Header.CACHE_CONTROL,
            "no-store",
            Header.CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
            "Referrer-Policy",
            "no-referrer",
            "X-Frame-Options",
            "DENY",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=()");

    private final boolean local;
    private final Set<String> names;

    /**
     * @param address where the server listens
     * @param names the host names under which it is reached, beside its addresses
     */
    public Guard(InetAddress address, Collection<String> names) {
        this.local = address.isLoopbackAddress();
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Says in the answer how it may be used. To be called before everything else. */
    public void mark(Context context) {
        HEADERS.forEach(context::header);
    }

    /** Refuses what others may have sent. */
    public void check(Context context) {
        checkHost(context.header(Header.HOST));
        checkOrigin(context.header(Header.ORIGIN), context.header(Header.HOST));
        checkQuery(context.queryString());
        checkMethod(context.header(METHOD_OVERRIDE));
    }

    private void checkHost(@Nullable String header) {
        if (header == null || !isOwn(host(header))) {
            throw new Refusal(
                    HttpStatus.MISDIRECTED_REQUEST,
                    "Misdirected Request",
                    local && names.isEmpty()
                            ? "the Host header must be localhost, 127.0.0.1 or [::1]"
                            : "the Host header must be an address of the server, or one of the names in server.names");
        }
    }

    /** A name can be made to point here by anybody; an address cannot. */
    private boolean isOwn(String host) {
        return LOCAL.contains(host)
                || names.contains(host)
                || (!local && ADDRESS.matcher(host).matches());
    }

    private void checkOrigin(@Nullable String origin, @Nullable String host) {
        if (origin != null && !isOwnOrigin(origin, host)) {
            throw new Refusal(HttpStatus.FORBIDDEN, "Forbidden", "requests of other sites are refused");
        }
    }

    private boolean isOwnOrigin(String origin, @Nullable String host) {
        try {
            String authority = URI.create(origin).getAuthority();
            return authority != null
                    && (authority.equalsIgnoreCase(host)
                            || names.contains(host(authority))
                            || (local && LOCAL.contains(host(authority))));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** Routing would believe it, and whatever watches methods in front of the server would not know. */
    private static void checkMethod(@Nullable String override) {
        if (override != null) {
            throw new Refusal(
                    HttpStatus.BAD_REQUEST,
                    "Bad Request",
                    "the header " + METHOD_OVERRIDE + " is not believed; use the method itself");
        }
    }

    private static String host(String hostAndPort) {
        int port = hostAndPort.indexOf(':', hostAndPort.lastIndexOf(']') + 1);
        return (port < 0 ? hostAndPort : hostAndPort.substring(0, port)).toLowerCase(Locale.ROOT);
    }

    /** What stands in an address gets into logs, histories and the addresses that other sites see. */
    private static void checkQuery(@Nullable String query) {
        if (query == null) {
            return;
        }
        for (String parameter : query.split("&")) {
            String name = parameter.split("=", 2)[0].toLowerCase(Locale.ROOT);
            if (TOKEN_PARAMETERS.contains(name) || looksLikeToken(parameter)) {
                throw new Refusal(
                        HttpStatus.BAD_REQUEST,
                        "Token in the URL",
                        "a token in a URL can be read by others, so this one should be replaced; send it in the header Authorization: Bearer TOKEN");
            }
        }
    }

    static boolean looksLikeToken(String text) {
        return LOOKS_LIKE_TOKEN.matcher(text).find();
    }
}
