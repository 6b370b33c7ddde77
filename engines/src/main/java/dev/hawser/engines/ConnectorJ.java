package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.SslMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** MySQL's driver: <a href="https://dev.mysql.com/doc/connector-j/en/connector-j-reference-configuration-properties.html">its properties</a>. */
final class ConnectorJ implements MysqlDriver {

    private static final Driver DRIVER = new Driver("com.mysql.cj.jdbc.Driver", "com.mysql:mysql-connector-j");

    // The former names of some are not listed.
    private static final DriverOptions OPTIONS = new DriverOptions(
            DRIVER,
            "jdbc:mysql:///",
            true,
            Set.of(
                    "serverTimezone",
                    "enabledTLSProtocols",
                    "enabledSSLCipherSuites",
                    "nullCatalogMeansCurrent",
                    "parseInfoCacheFactory",
                    "idTokenFile"),
            ELSEWHERE);

    @Override
    public DriverOptions options() {
        return OPTIONS;
    }

    @Override
    public Optional<String> missing() {
        return DRIVER.missing();
    }

    @Override
    public Properties properties(DatabaseConfig config, Target target) throws SQLException {
        Properties properties = target.properties(config);
        properties.setProperty("useServerPrepStmts", "true");
        // The session's time zone is set by us: see MysqlConnections.
        properties.setProperty("connectionTimeZone", "UTC");
        SslMode mode = config.ssl().mode();
        properties.setProperty("sslMode", target.tls() ? sslMode(mode) : "DISABLED");
        TrustStore.Made trusted = target.trustStore();
        if (target.tls() && trusted != null) {
            properties.setProperty("trustCertificateKeyStoreUrl", trusted.url());
            properties.setProperty("trustCertificateKeyStoreType", TrustStore.TYPE);
            properties.setProperty("trustCertificateKeyStorePassword", trusted.password());
            properties.setProperty("fallbackToSystemTrustStore", "false");
        }
        config.properties().forEach(properties::setProperty);
        return properties;
    }

    @Override
    public Opened connect(DatabaseConfig config, Target target) throws SQLException {
        Properties properties = properties(config, target);
        Connection connection = DRIVER.connect(
                "jdbc:mysql://address=(host=" + target.host().host() + ")(port="
                        + target.host().port() + ")/" + encoded(target.database()),
                properties);
        return new Opened(connection, null);
    }

    private static String encoded(@Nullable String database) {
        return database == null
                ? ""
                : URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String sslMode(SslMode mode) {
        return switch (mode) {
            case DISABLE -> "DISABLED";
            case ALLOW, PREFER -> "PREFERRED";
            case REQUIRE -> "REQUIRED";
            case VERIFY_CA -> "VERIFY_CA";
            case VERIFY_FULL -> "VERIFY_IDENTITY";
        };
    }

    /** With {@code PREFERRED} it goes on without. */
    @Override
    public boolean isWithoutTls(SQLException error) {
        return false;
    }
}
