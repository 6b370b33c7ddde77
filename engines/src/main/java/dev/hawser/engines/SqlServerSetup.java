package dev.hawser.engines;

import dev.hawser.Deadline;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Credentials;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Creates the database that {@code create-db} says must exist. Others may do the same at the same moment. */
final class SqlServerSetup {

    private static final String MASTER = "master";

    private final DatabaseConfig config;
    private final SqlServerConnections connections;
    private final Credentials login;

    SqlServerSetup(DatabaseConfig config, SqlServerConnections connections, Credentials login) {
        this.config = config;
        this.connections = connections;
        this.login = login;
    }

    /** On the first host that answers. */
    void run(Duration timeout) throws SQLException {
        Deadline deadline = Deadline.in(timeout);
        AnyHost.does(host -> ensureDatabase(host, deadline), config.hosts());
    }

    private void ensureDatabase(HostSpec host, Deadline deadline) throws SQLException {
        try (Connection connection = openIfThere(host, deadline)) {
            if (connection != null) {
                return;
            }
        }
        try (Connection connection = connections.open(host, MASTER, login, SetupTime.remaining(deadline))) {
            create(connection);
        }
    }

    /** Whoever is still connected. */
    void drop(Duration timeout) throws SQLException {
        Deadline deadline = Deadline.in(timeout);
        AnyHost.does(host -> drop(host, deadline), config.hosts());
    }

    private void drop(HostSpec host, Deadline deadline) throws SQLException {
        try (Connection connection = connections.open(host, MASTER, login, SetupTime.remaining(deadline));
                Statement statement = connection.createStatement()) {
            if (exists(connection)) {
                String name = SqlServerEngine.DIALECT.quote(config.database());
                statement.execute("alter database " + name + " set single_user with rollback immediate");
                statement.execute("drop database " + name);
            }
        }
    }

    private @Nullable Connection openIfThere(HostSpec host, Deadline deadline) throws SQLException {
        try {
            return connections.open(host, config.database(), login, SetupTime.remaining(deadline));
        } catch (SQLException failed) {
            if (failed.getErrorCode() == SqlServerErrors.CANNOT_OPEN_DATABASE) {
                return null;
            }
            throw failed;
        }
    }

    private void create(Connection connection) throws SQLException {
        if (exists(connection)) {
            return; // so it is not missing: the user may not enter it, as the next connect will say
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("create database " + SqlServerEngine.DIALECT.quote(config.database()));
        } catch (SQLException failed) {
            if (failed.getErrorCode() != SqlServerErrors.DATABASE_EXISTS) {
                throw failed;
            }
        }
    }

    private boolean exists(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select db_id(?)")) {
            statement.setString(1, config.database());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getObject(1) != null;
            }
        }
    }
}
