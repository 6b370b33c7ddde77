package dev.hawser.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens, and whom it serves. Immutable.
 *
 * @param host the address to listen at
 * @param port 0 for any that is free
 * @param names the host names under which it is reached, beside {@code localhost} and its addresses
 * @param jwt how tokens are verified
 * @param tls null for plain HTTP
 * @param allowPlainHttp whether plain HTTP is allowed where others can reach it
 * @param limits what clients may take
 * @param openMetrics whether {@code /metrics} needs no token
 * @param values every value in effect and where it came from, by key
 */
public record ServerConfig(
        String host,
        int port,
        List<String> names,
        JwtConfig jwt,
        @Nullable TlsConfig tls,
        boolean allowPlainHttp,
        LimitsConfig limits,
        boolean openMetrics,
        Map<String, ConfigValue> values) {

    public ServerConfig {
        names = List.copyOf(names);
    }

    /** These options with another place to listen. */
    public ServerConfig at(String host, int port) {
        return new ServerConfig(host, port, names, jwt, tls, allowPlainHttp, limits, openMetrics, values);
    }
}
