package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.SslMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** MySQL's driver: <a href="https://dev.mysql.com/doc/connector-j/en/connector-j-reference-configuration-properties.html">its properties</a>. */
final class ConnectorJ implements MysqlDriver {

    private static final Driver DRIVER = new Driver("com.mysql.cj.jdbc.Driver", "com.mysql:mysql-connector-j");

    @Override
    public Optional<String> missing() {
        return DRIVER.missing();
    }

    @Override
    public Connection connect(DatabaseConfig config, Target target) throws SQLException {
        Properties properties = new Properties();
        if (target.login().user() != null) {
            properties.setProperty("user", target.login().user());
        }
        if (target.login().password() != null) {
            properties.setProperty("password", target.login().password().reveal());
        }
        String millis = Long.toString(Math.max(1, target.timeout().toMillis()));
        properties.setProperty("connectTimeout", millis);
        properties.setProperty("socketTimeout", millis);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectionAttributes", "program_name:" + config.applicationName());
        properties.setProperty("yearIsDateType", "false");
        properties.setProperty("useServerPrepStmts", "true");
        properties.setProperty("cachePrepStmts", "true");
        // The session's time zone is set by us: see MysqlConnections.
        properties.setProperty("connectionTimeZone", "UTC");
        SslMode mode = config.ssl().mode();
        properties.setProperty("sslMode", target.tls() ? sslMode(mode) : "DISABLED");
        TrustStore trusted = target.trustStore();
        if (target.tls() && trusted != null) {
            properties.setProperty("trustCertificateKeyStoreUrl", trusted.url());
            properties.setProperty("trustCertificateKeyStoreType", TrustStore.TYPE);
            properties.setProperty("trustCertificateKeyStorePassword", trusted.password());
            properties.setProperty("fallbackToSystemTrustStore", "false");
        }
        properties.setProperty("allowPublicKeyRetrieval", Boolean.toString(mode.compareTo(SslMode.REQUIRE) < 0));
        config.properties().forEach(properties::setProperty);
        return DRIVER.connect(
                "jdbc:mysql://address=(host=" + target.host().host() + ")(port="
                        + target.host().port() + ")/" + encoded(target.database()),
                properties);
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
