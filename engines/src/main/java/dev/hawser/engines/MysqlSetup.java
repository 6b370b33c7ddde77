package dev.hawser.engines;

import dev.hawser.Deadline;
import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Credentials;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Creates the database that {@code create-db} asks for, on the first host that lets it be created. */
final class MysqlSetup {

    private static final int UNKNOWN_DATABASE = 1049;

    private final DatabaseConfig config;
    private final MysqlConnections connections;
    private final Credentials login;

    MysqlSetup(DatabaseConfig config, MysqlConnections connections, Credentials login) {
        this.config = config;
        this.connections = connections;
        this.login = login;
    }

    void run(Duration timeout) throws SQLException {
        Deadline deadline = Deadline.in(timeout);
        AnyHost.does(host -> ensureDatabase(host, deadline), config.hosts());
    }

    private void ensureDatabase(HostSpec host, Deadline deadline) throws SQLException {
        if (!isThere(host, deadline)) {
            create(host, deadline);
        }
    }

    private boolean isThere(HostSpec host, Deadline deadline) throws SQLException {
        try (Connection there = connections
                .open(host, config.database(), login, SetupTime.remaining(deadline))
                .connection()) {
            return true;
        } catch (SQLException error) {
            if (error.getErrorCode() == UNKNOWN_DATABASE) {
                return false;
            }
            throw error;
        }
    }

    /** On the first host that lets it be dropped; a replica that its administrator may write to would be the wrong one. */
    void drop(Duration timeout) throws SQLException {
        Deadline deadline = Deadline.in(timeout);
        AnyHost.does(host -> drop(host, deadline), config.hosts());
    }

    private void drop(HostSpec host, Deadline deadline) throws SQLException {
        try (Connection connection = connections
                        .open(host, null, login, SetupTime.remaining(deadline))
                        .connection();
                Statement statement = connection.createStatement()) {
            if (MysqlRole.isReadOnly(statement)) {
                throw new SQLException(host + " is read-only", "HY000", MysqlErrors.READ_ONLY_SERVER);
            }
            statement.execute("drop database if exists " + MysqlFamily.DIALECT.quote(config.database()));
        }
    }

    /** {@code if not exists}, because others may do the same at the same moment. */
    private void create(HostSpec host, Deadline deadline) throws SQLException {
        try (Connection connection = connections
                        .open(host, null, login, SetupTime.remaining(deadline))
                        .connection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database if not exists " + MysqlFamily.DIALECT.quote(config.database())
                    + " character set utf8mb4");
        }
    }
}
