package dev.hawser.internal;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.ConnectLimiter;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.CredentialsProvider;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an application hands over beside its configuration. Immutable.
 *
 * @param credentials by the name of the database
 * @param connectLimiter for all databases; null for what each configures
 * @param services who migrates them and takes backups of them
 */
public record Supplied(
        Map<String, CredentialsProvider> credentials,
        @Nullable ConnectLimiter connectLimiter,
        Services services) {

    public static final Supplied NOTHING = new Supplied(Map.of(), null, new Services(null, null, true));

    public Supplied {
        credentials = Map.copyOf(credentials);
    }

    public boolean hasCredentials(String database) {
        return credentials.containsKey(database);
    }

    /** Where a database's credentials come from: its provider, else what is configured, which never changes. */
    CredentialsProvider credentials(DatabaseConfig config) {
        Credentials configured = new Credentials(config.user(), config.password(), 0);
        return credentials.getOrDefault(config.name(), () -> configured);
    }
}
