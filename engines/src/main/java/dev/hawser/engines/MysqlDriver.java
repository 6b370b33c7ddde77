package dev.hawser.engines;

import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Credentials;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One of the two drivers, and how it is told what is configured. Loads without the driver. Thread-safe. */
interface MysqlDriver {

    /** The artifact to add; empty if the driver is there. */
    Optional<String> missing();

    /**
     * Opens a connection, as {@code target} says. The socket's time-out is {@code timeout} for now.
     *
     * @throws SQLException the driver's, unchanged
     */
    Connection connect(DatabaseConfig config, Target target) throws SQLException;

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
            @Nullable TrustStore trustStore) {

        /** The same without encryption. */
        Target plain() {
            return new Target(host, database, login, timeout, false, null);
        }
    }
}
