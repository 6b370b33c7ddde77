package dev.hawser.config;

import static dev.hawser.config.PropertyDefinition.bytes;
import static dev.hawser.config.PropertyDefinition.duration;
import static dev.hawser.config.PropertyDefinition.integer;
import static dev.hawser.config.PropertyDefinition.property;

/** The table of what can be configured for the server, under the top key {@code server}. */
public enum ServerProperty implements Property {
    /** {@code host}. */
    HOST(
            property("host", PropertyType.TEXT)
                    .otherwise("127.0.0.1")
                    .describedAs(
                            "The address to listen at. One that others can reach needs a key for tokens, and TLS or allow-plain-http.")),
    /** {@code port}. */
    PORT(integer("port", 0, 65_535).otherwise("8080").describedAs("The port to listen at; 0 for any that is free.")),
    /** {@code names}. */
    NAMES(
            property("names", PropertyType.LIST)
                    .matching("[A-Za-z0-9][A-Za-z0-9.-]*")
                    .defaultNote("none")
                    .describedAs(
                            "The host names under which it is reached, beside localhost and its addresses. Requests for other names are refused.")),
    /** {@code jwt.secret}. */
    JWT_SECRET(property("jwt.secret", PropertyType.SECRET)
            .variables("JWT_SECRET_KEY")
            .defaultNote("none")
            .describedAs("The secret that signs tokens (HMAC), of 32 bytes or more. It is never printed.")),
    /** {@code jwt.public-key}. */
    JWT_PUBLIC_KEY(property("jwt.public-key", PropertyType.PEM)
            .variables("JWT_PUBLIC_KEY")
            .defaultNote("none")
            .describedAs("The public key (RSA or EC) that tokens are verified with.")),
    /** {@code jwt.jwks-url}. */
    JWT_JWKS_URL(
            property("jwt.jwks-url", PropertyType.WEB_URL)
                    .variables("JWT_JWKS_URL")
                    .defaultNote("none")
                    .describedAs(
                            "Where the public keys of the identity provider are (a JSON Web Key Set). It needs jwt.issuer and jwt.audience.")),
    /** {@code jwt.algorithm}. */
    JWT_ALGORITHM(property("jwt.algorithm", PropertyType.TEXT)
            .matching("[HRP]S(256|384|512)|ES(256|384|512)")
            .defaultNote("HS256 for a secret, RS256 for RSA and a URL, ES256, ES384 or ES512 by the curve of a key")
            .describedAs("The only algorithm of tokens that is accepted.")),
    /** {@code jwt.issuer}. */
    JWT_ISSUER(property("jwt.issuer", PropertyType.TEXT)
            .variables("JWT_ISSUER")
            .defaultNote("any")
            .describedAs("Who must have issued a token (the claim iss).")),
    /** {@code jwt.audience}. */
    JWT_AUDIENCE(property("jwt.audience", PropertyType.TEXT)
            .variables("JWT_AUDIENCE")
            .defaultNote("any")
            .describedAs("Whom a token must be meant for (the claim aud).")),
    /** {@code tls.certificate}. */
    TLS_CERTIFICATE(
            property("tls.certificate", PropertyType.PATH)
                    .defaultNote("none")
                    .describedAs(
                            "The file of the certificate and those that lead to its root (PEM). It is read again when it changes.")),
    /** {@code tls.key}. */
    TLS_KEY(property("tls.key", PropertyType.PATH)
            .defaultNote("none")
            .describedAs("The file of the certificate's private key (PEM, not encrypted).")),
    /** {@code allow-plain-http}. */
    ALLOW_PLAIN_HTTP(
            property("allow-plain-http", PropertyType.BOOLEAN)
                    .otherwise("false")
                    .describedAs(
                            "Whether it may listen without TLS where others can reach it: behind a proxy that has TLS, tokens and answers are safe only as far as that.")),
    /** {@code limits.request-bytes}. */
    LIMITS_REQUEST_BYTES(bytes("limits.request-bytes", "1KB", "16MB")
            .otherwise("64KB")
            .describedAs("The largest body of a request.")),
    /** {@code limits.header-bytes}. */
    LIMITS_HEADER_BYTES(bytes("limits.header-bytes", "1KB", "64KB")
            .otherwise("8KB")
            .describedAs("The largest head of a request: its address and all its headers.")),
    /** {@code limits.requests-per-second}. */
    LIMITS_REQUESTS_PER_SECOND(
            integer("limits.requests-per-second", 0, 1_000_000)
                    .otherwise("100")
                    .describedAs(
                            "Requests of one client address in a second; twice as many may come at once. Clients behind one proxy share its address. 0 for any number.")),
    /** {@code limits.slow-client}. */
    LIMITS_SLOW_CLIENT(
            duration("limits.slow-client", "s", "100ms", "10m")
                    .otherwise("10s")
                    .describedAs(
                            "How long a client may take to send a request, head and body, or to take what it is sent, before its connection is closed.")),
    /** {@code limits.connections}. */
    LIMITS_CONNECTIONS(integer("limits.connections", 1, 100_000)
            .otherwise("1024")
            .describedAs("Connections of clients at a time.")),
    /** {@code limits.connections-per-address}. */
    LIMITS_CONNECTIONS_PER_ADDRESS(
            integer("limits.connections-per-address", 0, 100_000)
                    .otherwise("64")
                    .describedAs(
                            "Connections of one client address at a time; a network of IPv6 with 64 bits counts as one. Clients behind one proxy share its address. 0 for as many as there may be of all clients.")),
    /** {@code limits.event-streams}. */
    LIMITS_EVENT_STREAMS(integer("limits.event-streams", 0, 100_000)
            .otherwise("256")
            .describedAs("Streams of events at a time, such as open dashboards.")),
    /** {@code limits.event-streams-per-client}. */
    LIMITS_EVENT_STREAMS_PER_CLIENT(integer("limits.event-streams-per-client", 0, 100_000)
            .otherwise("16")
            .describedAs("Streams of events of one client address at a time, counted as connections are.")),
    /** {@code open-metrics}. */
    OPEN_METRICS(property("open-metrics", PropertyType.BOOLEAN)
            .otherwise("false")
            .describedAs("Whether /metrics needs no token."));

    /** The top key. */
    public static final String SECTION = "server";

    private final PropertyDefinition definition;

    ServerProperty(PropertyDefinition definition) {
        this.definition = definition;
    }

    @Override
    public PropertyDefinition definition() {
        return definition;
    }

    @Override
    public String toString() {
        return definition.key;
    }
}
