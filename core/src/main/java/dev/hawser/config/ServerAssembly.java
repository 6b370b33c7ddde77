package dev.hawser.config;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes one checked {@link ServerConfig} of what is in effect. */
final class ServerAssembly {

    private ServerAssembly() {}

    /** The configuration; null if there are problems. */
    static @Nullable ServerConfig config(Settings<ServerProperty> settings, Problems problems) {
        oneWithoutTheOther(settings, ServerProperty.TLS_CERTIFICATE, ServerProperty.TLS_KEY, problems);
        oneWithoutTheOther(settings, ServerProperty.TLS_KEY, ServerProperty.TLS_CERTIFICATE, problems);
        if (problems.count() > 0) {
            return null;
        }
        return new ServerConfig(
                settings.required(ServerProperty.HOST, String.class),
                settings.integer(ServerProperty.PORT),
                settings.texts(ServerProperty.NAMES),
                jwt(settings),
                tls(settings),
                settings.flag(ServerProperty.ALLOW_PLAIN_HTTP),
                limits(settings),
                settings.flag(ServerProperty.OPEN_METRICS),
                settings.values());
    }

    private static void oneWithoutTheOther(
            Settings<ServerProperty> settings, ServerProperty one, ServerProperty other, Problems problems) {
        Setting<ServerProperty> given = settings.find(one);
        if (given != null && !settings.has(other)) {
            problems.add(ServerProperty.SECTION + ": " + given.described() + ": " + other + " is missing beside it");
        }
    }

    private static JwtConfig jwt(Settings<ServerProperty> settings) {
        return new JwtConfig(
                settings.optional(ServerProperty.JWT_SECRET, Secret.class),
                settings.text(ServerProperty.JWT_PUBLIC_KEY),
                settings.optional(ServerProperty.JWT_JWKS_URL, URI.class),
                settings.text(ServerProperty.JWT_ALGORITHM),
                settings.text(ServerProperty.JWT_ISSUER),
                settings.text(ServerProperty.JWT_AUDIENCE));
    }

    private static @Nullable TlsConfig tls(Settings<ServerProperty> settings) {
        Path certificate = settings.path(ServerProperty.TLS_CERTIFICATE);
        Path key = settings.path(ServerProperty.TLS_KEY);
        return certificate == null || key == null ? null : new TlsConfig(certificate, key);
    }

    private static LimitsConfig limits(Settings<ServerProperty> settings) {
        return new LimitsConfig(
                settings.integer(ServerProperty.LIMITS_REQUEST_BYTES),
                settings.integer(ServerProperty.LIMITS_HEADER_BYTES),
                settings.integer(ServerProperty.LIMITS_REQUESTS_PER_SECOND),
                settings.duration(ServerProperty.LIMITS_SLOW_CLIENT),
                settings.integer(ServerProperty.LIMITS_CONNECTIONS),
                settings.integer(ServerProperty.LIMITS_CONNECTIONS_PER_ADDRESS),
                settings.integer(ServerProperty.LIMITS_EVENT_STREAMS),
                settings.integer(ServerProperty.LIMITS_EVENT_STREAMS_PER_CLIENT));
    }
}
