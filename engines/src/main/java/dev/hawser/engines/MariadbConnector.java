package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.SslMode;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** MariaDB's driver: <a href="https://mariadb.com/docs/connectors/mariadb-connector-j/about-mariadb-connector-j">its options</a>. */
final class MariadbConnector implements MysqlDriver {

    private static final Driver DRIVER = new Driver("org.mariadb.jdbc.Driver", "org.mariadb.jdbc:mariadb-java-client");

    // The former names of some are not listed.
    private static final DriverOptions OPTIONS = new DriverOptions(
            DRIVER,
            "jdbc:mariadb:///",
            true,
            Set.of(
                    "databaseTerm",
                    "nullCatalogMeansCurrent",
                    "clientCertificateKeyStoreUrl",
                    "clientCertificateKeyStoreType",
                    "clientCertificateKeyStorePassword"),
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
        SslMode mode = config.ssl().mode();
        properties.setProperty("sslMode", target.tls() ? sslMode(mode) : "disable");
        Path rootCert = config.ssl().rootCert();
        if (target.tls() && rootCert != null) {
            properties.setProperty("serverSslCert", rootCert.toString());
        } else if (target.tls() && mode.compareTo(SslMode.VERIFY_CA) >= 0) {
            // Without, it trusts any certificate that the server proves with the user's password to be its own.
            properties.setProperty("trustStore", TrustStore.ofJava().toString());
        }
        config.properties().forEach(properties::setProperty);
        return properties;
    }

    @Override
    public Opened connect(DatabaseConfig config, Target target) throws SQLException {
        Properties properties = properties(config, target);
        String url = "jdbc:mariadb://address=(host=" + target.host().host() + ")(port="
                + target.host().port() + ")/" + orNone(target.database());
        ConnectAttempt attempt = new ConnectAttempt(config.tcp());
        Connection connection = MariadbSockets.during(attempt, properties, () -> DRIVER.connect(url, properties));
        List<Socket> sockets = attempt.succeeded();
        return new Opened(connection, sockets.isEmpty() ? null : () -> ConnectAttempt.close(sockets));
    }

    private static String orNone(@Nullable String database) {
        return database == null ? "" : database;
    }

    private static String sslMode(SslMode mode) {
        return mode.compareTo(SslMode.VERIFY_CA) >= 0 ? mode.toString() : "trust";
    }

    @Override
    public boolean isWithoutTls(SQLException error) {
        return String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT).contains("ssl not enabled");
    }
}
