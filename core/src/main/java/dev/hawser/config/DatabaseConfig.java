package dev.hawser.config;

import dev.hawser.HostSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is configured for one database, checked and with every default filled in. Immutable.
 *
 * @param name the name the application uses
 * @param engine the engine's name, such as {@code postgresql}
 * @param hosts where it is; the first is the expected primary; empty for an embedded database
 * @param database the database on the server, or the file of an embedded one
 * @param schema the schema that unqualified names mean; null for the server's default
 * @param readonly whether writes are refused
 * @param createDb whether the database is created if it does not exist
 * @param critical whether readiness depends on it
 * @param isDefault whether {@code DATABASE_URL} and the like configure it, and {@code database()} returns it
 * @param extensions extensions to create at set-up (PostgreSQL)
 * @param certainty how the outcome of a commit is found out whose answer was lost
 * @param migrations how it is migrated
 * @param backups how it is backed up
 * @param scratchUrl the URL of the server where scratch databases are made; null for its own
 * @param properties passed to the driver as they are
 * @param provider the preset that applies
 * @param values every effective option by key, with its origin
 */
public record DatabaseConfig(
        String name,
        String engine,
        List<HostSpec> hosts,
        String database,
        @Nullable String user,
        @Nullable Secret password,
        @Nullable String schema,
        boolean readonly,
        boolean createDb,
        boolean critical,
        boolean isDefault,
        List<String> extensions,
        String applicationName,
        Duration connectTimeout,
        Duration statementTimeout,
        Duration idleTransactionTimeout,
        ReadConfig reads,
        Certainty certainty,
        PoolConfig pool,
        RetryConfig retry,
        HealthConfig health,
        LogConfig log,
        SslConfig ssl,
        TcpConfig tcp,
        MigrationsConfig migrations,
        BackupsConfig backups,
        @Nullable Secret scratchUrl,
        Map<String, String> properties,
        Provider provider,
        Profile profile,
        Map<String, ConfigValue> values) {

    public DatabaseConfig {
        hosts = List.copyOf(hosts);
        extensions = List.copyOf(extensions);
        properties = Map.copyOf(properties);
    }

    /** This configuration with other bounds of its pools. */
    public DatabaseConfig withPool(PoolConfig other) {
        return new DatabaseConfig(
                name,
                engine,
                hosts,
                database,
                user,
                password,
                schema,
                readonly,
                createDb,
                critical,
                isDefault,
                extensions,
                applicationName,
                connectTimeout,
                statementTimeout,
                idleTransactionTimeout,
                reads,
                certainty,
                other,
                retry,
                health,
                log,
                ssl,
                tcp,
                migrations,
                backups,
                scratchUrl,
                properties,
                provider,
                profile,
                values);
    }

    /** Where it is, without user and password: {@code postgresql://db1:5432,db2:5432/orders}. */
    public String printableUrl() {
        if (hosts.isEmpty()) {
            return engine + ":" + database;
        }
        StringBuilder url = new StringBuilder(engine).append("://");
        for (int i = 0; i < hosts.size(); i++) {
            url.append(i == 0 ? "" : ",").append(hosts.get(i));
        }
        return url.append('/').append(database).toString();
    }

    @Override
    public String toString() {
        return name + " (" + printableUrl() + ")";
    }
}
