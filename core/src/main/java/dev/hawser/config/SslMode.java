package dev.hawser.config;

import java.util.Locale;

/** How a connection is encrypted, in libpq's terms (PostgreSQL manual, "SSL Support", table 32.1), which every engine maps to its own. Ordered from weak to strong. */
public enum SslMode {
    /** Never. */
    DISABLE,
    /** Only if the server insists. */
    ALLOW,
    /** If the server can. */
    PREFER,
    /** Always; the server's certificate is not checked. */
    REQUIRE,
    /** Always; the certificate must come from a trusted authority. */
    VERIFY_CA,
    /** Always; the certificate must also be for this host. */
    VERIFY_FULL;

    /** The name that a configuration carries: {@code verify-full}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
