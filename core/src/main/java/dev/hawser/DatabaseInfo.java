package dev.hawser;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a database is configured to be. Immutable; never contains a credential.
 *
 * @param url where it is, without user and password
 * @param provider the preset that applies, such as {@code neon}; {@code none} if none does
 * @param settings every effective option by key; secrets are masked
 */
public record DatabaseInfo(
        String name,
        String engine,
        String url,
        List<HostSpec> hosts,
        @Nullable String database,
        @Nullable String user,
        @Nullable String schema,
        boolean readonly,
        String profile,
        String provider,
        Map<String, String> settings) {

    public DatabaseInfo {
        hosts = List.copyOf(hosts);
        settings = Map.copyOf(settings);
    }
}
