package dev.hawser.engines;

import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcSessionRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Connections to the servers of one PostgreSQL database. */
final class PostgresqlConnections implements ConnectionFactory {

    private final DatabaseConfig config;
    private final PostgresqlSettings settings;
    private final JdbcSessionRules rules;

    PostgresqlConnections(DatabaseConfig config) {
        this.config = config;
        this.settings = new PostgresqlSettings(config);
        this.rules = settings.rules();
    }

    @Override
    public EngineConnection connect(HostSpec host, Duration timeout) throws SQLException {
        Connection connection = open(host, config.database(), timeout);
        try {
            return new JdbcConnection(connection, rules);
        } catch (SQLException failed) {
            connection.close();
            throw PostgresqlErrors.ofConnect(failed);
        }
    }

    @Override
    public void prepare(Duration timeout) throws SQLException {
        new PostgresqlSetup(config, this).run(timeout);
    }

    /** Everything travels as properties: nothing is pasted into a URL. */
    Connection open(HostSpec host, String database, Duration timeout) throws SQLException {
        try {
            Connection connection =
                    new org.postgresql.Driver().connect("jdbc:postgresql://", settings.driver(host, database, timeout));
            if (connection == null) {
                throw new SQLException("the driver does not know its own URL");
            }
            return connection;
        } catch (SQLException failed) {
            throw PostgresqlErrors.ofConnect(failed);
        }
    }
}
