package dev.hawser.engines;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.Secret;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.bson.UuidRepresentation;

/** What the driver is told. */
final class MongodbSettings {

    /** How often monitors ask a host, at most and at least; in between as often as {@code health.interval} says. */
    private static final Duration SLOWEST_HEARTBEAT = Duration.ofSeconds(10);

    private static final Duration FASTEST_HEARTBEAT = Duration.ofMillis(500);

    private MongodbSettings() {}

    /** The driver's own notation, from which it takes hosts, login and options. Not to be printed. Of a name for the name service, the hosts are looked up by {@link #of}. */
    static String connectionString(DatabaseConfig config) {
        boolean srv = MongodbOptions.isSrv(config);
        String hosts = srv
                ? config.hosts().get(0).host()
                : config.hosts().stream().map(HostSpec::toString).collect(Collectors.joining(","));
        return (srv ? "mongodb+srv://" : "mongodb://") + login(config) + hosts + "/" + encoded(config.database())
                + options(config.properties());
    }

    private static String login(DatabaseConfig config) {
        Secret password = config.password();
        if (config.user() == null) {
            return "";
        }
        return encoded(config.user()) + (password == null ? "" : ":" + encoded(password.reveal())) + "@";
    }

    private static String options(Map<String, String> properties) {
        String options = new TreeMap<>(properties)
                .entrySet().stream()
                        .filter(option -> MongodbOptions.isDrivers(option.getKey()))
                        .map(option -> encoded(option.getKey()) + "=" + encoded(option.getValue()))
                        .collect(Collectors.joining("&"));
        return options.isEmpty() ? "" : "?" + options;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The settings of a client with so many connections to a host. */
    static MongoClientSettings.Builder of(DatabaseConfig config, boolean encrypted, int connections)
            throws IOException, GeneralSecurityException {
        ConnectionString string = new ConnectionString(connectionString(config));
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .writeConcern(WriteConcern.MAJORITY)
                .applyToClusterSettings(cluster ->
                        cluster.serverSelectionTimeout(config.pool().timeout().toMillis(), TimeUnit.MILLISECONDS))
                .applyToServerSettings(
                        server -> server.heartbeatFrequency(heartbeat(config).toMillis(), TimeUnit.MILLISECONDS));
        settings.applyConnectionString(string); // what it does not say stays
        SSLContext context = encrypted ? MongodbTls.context(config) : null;
        return settings.applicationName(config.applicationName())
                .applyToSslSettings(ssl -> ssl.enabled(encrypted)
                        .invalidHostNameAllowed(!MongodbTls.checksNames(config))
                        .context(context))
                .applyToSocketSettings(socket -> socket.connectTimeout(
                                (int) config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                        .readTimeout((int) config.statementTimeout().toMillis(), TimeUnit.MILLISECONDS))
                .applyToConnectionPoolSettings(pool -> pool.maxSize(connections)
                        .maxWaitTime(config.pool().timeout().toMillis(), TimeUnit.MILLISECONDS)
                        .maxConnectionLifeTime(config.pool().recycle().toMillis(), TimeUnit.MILLISECONDS)
                        .maxConnecting(config.pool().maxConnecting()));
    }

    private static Duration heartbeat(DatabaseConfig config) {
        Duration interval = config.health().interval();
        if (interval.compareTo(FASTEST_HEARTBEAT) < 0) {
            return FASTEST_HEARTBEAT;
        }
        return interval.compareTo(SLOWEST_HEARTBEAT) < 0 ? interval : SLOWEST_HEARTBEAT;
    }
}
