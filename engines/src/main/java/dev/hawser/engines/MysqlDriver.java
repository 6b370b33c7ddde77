package dev.hawser.engines;

import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.SslMode;
import dev.hawser.spi.Credentials;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** One of the two drivers, and how it is told what is configured. Loads without the driver. Thread-safe. */
interface MysqlDriver {

    /** What either driver, or a former one of them, has an option for, and Hawser a key. */
    Map<String, String> ELSEWHERE = DriverOptions.elsewhere(Map.ofEntries(
            Map.entry("dbname", DriverOptions.keyed("database")),
            Map.entry("sslmode", DriverOptions.SSL_MODE),
            Map.entry("usessl", DriverOptions.SSL_MODE),
            Map.entry("requiressl", DriverOptions.SSL_MODE),
            Map.entry("verifyservercertificate", DriverOptions.SSL_MODE),
            Map.entry("trustservercertificate", DriverOptions.SSL_MODE),
            Map.entry("disablesslhostnameverification", DriverOptions.SSL_MODE),
            Map.entry("defercertificatevalidation", DriverOptions.SSL_MODE),
            Map.entry("fallbacktosystemtruststore", DriverOptions.ROOT_CERT),
            Map.entry("serversslcert", DriverOptions.ROOT_CERT),
            Map.entry("truststore", DriverOptions.ROOT_CERT),
            Map.entry("truststoretype", DriverOptions.ROOT_CERT),
            Map.entry("truststorepassword", DriverOptions.ROOT_CERT),
            Map.entry("trustcertificatekeystoreurl", DriverOptions.ROOT_CERT),
            Map.entry("trustcertificatekeystoretype", DriverOptions.ROOT_CERT),
            Map.entry("trustcertificatekeystorepassword", DriverOptions.ROOT_CERT)));

    /** The artifact to add; empty if the driver is there. */
    Optional<String> missing();

    /** What the driver takes as properties. */
    DriverOptions options();

    /** What the driver is told. */
    Properties properties(DatabaseConfig config, Target target) throws SQLException;

    /**
     * Opens a connection, as {@code target} says. The socket's time-out is {@code timeout} for now.
     *
     * @throws SQLException the driver's, unchanged
     */
    Opened connect(DatabaseConfig config, Target target) throws SQLException;

    /**
     * A connection.
     *
     * @param cut closes its socket at once; null if {@link Connection#abort} does so
     */
    record Opened(Connection connection, @Nullable Runnable cut) {}

    /** Whether the error says that the server has no TLS. */
    boolean isWithoutTls(SQLException error);

    /**
     * Where to, as whom and how.
     *
     * @param database null for none
     * @param tls whether the connection is to be encrypted
     * @param trustStore a PKCS #12 file with the authorities that are trusted, made from {@code ssl.root-cert}; null if there is none
     */
    record Target(
            HostSpec host,
            @Nullable String database,
            Credentials login,
            Duration timeout,
            boolean tls,
            TrustStore.@Nullable Made trustStore) {

        /** The properties that both drivers call the same. */
        Properties properties(DatabaseConfig config) {
            Properties properties = new Properties();
            if (login.user() != null) {
                properties.setProperty("user", login.user());
            }
            if (login.password() != null) {
                properties.setProperty("password", login.password().reveal());
            }
            String millis = Long.toString(Math.max(1, timeout.toMillis()));
            properties.setProperty("connectTimeout", millis);
            properties.setProperty("socketTimeout", millis);
            properties.setProperty("tcpKeepAlive", "true");
            properties.setProperty("connectionAttributes", "program_name:" + config.applicationName());
            properties.setProperty("yearIsDateType", "false");
            properties.setProperty("cachePrepStmts", "true");
            properties.setProperty(
                    "allowPublicKeyRetrieval",
                    Boolean.toString(config.ssl().mode().compareTo(SslMode.REQUIRE) < 0));
            return properties;
        }

        /** The same without encryption. */
        Target plain() {
            return new Target(host, database, login, timeout, false, null);
        }
    }
}
