package dev.hawser.engines;

import com.microsoft.sqlserver.jdbc.SQLServerDriver;
import dev.hawser.Deadline;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.SslMode;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Connections to the servers of one SQL Server database. */
final class SqlServerConnections implements ConnectionFactory {

    private final DatabaseConfig config;

    private final TrustStore trustStore;

    SqlServerConnections(DatabaseConfig config) {
        this.config = config;
        // For verify-ca the driver takes SqlServerTrust; a trust store is the only form in which it also checks the
        // host's name.
        this.trustStore = new TrustStore(
                config.ssl().mode() == SslMode.VERIFY_FULL ? config.ssl().rootCert() : null);
    }

    @Override
    public EngineConnection connect(HostSpec host, Credentials login, Duration timeout) throws SQLException {
        SqlServerSettings settings = settings();
        Connection connection = open(settings, host, config.database(), login, timeout);
        try {
            return new JdbcConnection(connection, settings.rules(), Integer.toString(settings.begin(connection)));
        } catch (SQLException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    @Override
    public void prepare(Credentials login, Duration timeout) throws SQLException {
        if (config.createDb()) {
            new SqlServerSetup(config, this, login).run(timeout);
        }
    }

    @Override
    public void drop(Credentials login, Duration timeout) throws SQLException {
        Scratch.require(config);
        new SqlServerSetup(config, this, login).drop(timeout);
    }

    Connection open(HostSpec host, String database, Credentials login, Duration timeout) throws SQLException {
        return open(settings(), host, database, login, timeout);
    }

    private Connection open(
            SqlServerSettings settings, HostSpec host, String database, Credentials login, Duration timeout)
            throws SQLException {
        Deadline deadline = Deadline.in(timeout);
        Properties properties = settings.driver(host, database, login, timeout);
        try {
            return intended(properties);
        } catch (SQLException failed) {
            if (!mayDoWithoutTls(failed) || deadline.expired()) {
                throw SqlServerErrors.ofConnect(failed);
            }
            return withoutTls(settings.driver(host, database, login, deadline.remaining()), failed);
        }
    }

    /** A secondary replica may be open to readers alone, and wants to be told so; to a primary that would be wrong, as it may lead elsewhere from there. */
    private Connection intended(Properties properties) throws SQLException {
        try {
            return connect(properties);
        } catch (SQLException refused) {
            boolean asked = SqlServerOptions.of(config).containsKey(SqlServerSettings.INTENT);
            if (asked || refused.getErrorCode() != SqlServerErrors.READ_INTENT_ONLY) {
                throw refused;
            }
            properties.setProperty(SqlServerSettings.INTENT, "ReadOnly");
            return connect(properties);
        }
    }

    /** What the driver says of a server that has no TLS comes from nobody but the driver itself. */
    private boolean mayDoWithoutTls(SQLException failed) {
        return config.ssl().mode() == SslMode.PREFER
                && !SqlServerOptions.of(config).containsKey(SqlServerSettings.ENCRYPT)
                && failed.getErrorCode() == 0
                && failed.getCause() == null;
    }

    private Connection withoutTls(Properties properties, SQLException first) throws SQLException {
        properties.setProperty(SqlServerSettings.ENCRYPT, "false");
        try {
            return intended(properties);
        } catch (SQLException failed) {
            failed.addSuppressed(first);
            throw SqlServerErrors.ofConnect(failed);
        }
    }

    private static Connection connect(Properties properties) throws SQLException {
        Connection connection = new SQLServerDriver().connect("jdbc:sqlserver://", properties);
        if (connection == null) {
            throw new SQLException("the driver does not know its own URL");
        }
        return connection;
    }

    private SqlServerSettings settings() throws SQLException {
        return new SqlServerSettings(config, trustStore.file());
    }

    @Override
    public void close() {
        trustStore.close();
    }
}
