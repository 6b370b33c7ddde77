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
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Creates what the configuration says must exist: the database and its schema with {@code create-db}, and extensions. {@code if not exists} is no protection
 * from others who do the same at the same moment: they show as errors, and each is forgiven if the thing is there afterwards.
 */
final class PostgresqlSetup {

    private static final String NO_SUCH_DATABASE = "3D000";
    private static final String NO_SUCH_SCHEMA = "3F000";

    // Duplicate database, schema, object, and the unique index of the catalogue that a race trips over.
    private static final Set<String> ALREADY_THERE = Set.of("42P04", "42P06", "42710", "23505");

    // One that everybody may connect to; the second exists even where the first was dropped.
    private static final List<String> MAINTENANCE_DATABASES = List.of("postgres", "template1");

    private static final int FORCE_SINCE = 13;

    private final DatabaseConfig config;
    private final PostgresqlConnections connections;
    private final Credentials login;

    PostgresqlSetup(DatabaseConfig config, PostgresqlConnections connections, Credentials login) {
        this.config = config;
        this.connections = connections;
        this.login = login;
    }

    void run(Duration timeout) throws SQLException {
        if (config.createDb() || config.schema() != null || !config.extensions().isEmpty()) {
            Deadline deadline = Deadline.in(timeout);
            try (Connection connection = openPrimary(deadline)) {
                connection.setNetworkTimeout(
                        Runnable::run,
                        Math.toIntExact(SetupTime.remaining(deadline).toMillis() + 1));
                ensureSchema(connection);
                if (!config.readonly()) {
                    for (String extension : config.extensions()) {
                        ensureExtension(connection, extension);
                    }
                }
            }
        }
    }

    /** A connection to the database on the host that takes writes; if none says so, to the last one that answers. */
    private Connection openPrimary(Deadline deadline) throws SQLException {
        SQLException last = null;
        Connection standby = null;
        for (HostSpec host : config.hosts()) {
            try {
                Connection connection = openOrCreate(host, deadline);
                if (config.readonly() || !PostgresqlRole.isInRecovery(connection)) {
                    close(standby);
                    return connection;
                }
                close(standby);
                standby = connection;
            } catch (SQLException failed) {
                if (last != null) {
                    failed.addSuppressed(last);
                }
                last = failed;
            }
        }
        if (standby != null) {
            return standby;
        }
        throw last != null ? last : new SQLException("no host is configured");
    }

    private static void close(@Nullable Connection connection) throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }

    private Connection openOrCreate(HostSpec host, Deadline deadline) throws SQLException {
        try {
            return connections.open(host, config.database(), login, SetupTime.remaining(deadline));
        } catch (SQLException missing) {
            if (!config.createDb() || !NO_SUCH_DATABASE.equals(missing.getSQLState())) {
                throw missing;
            }
            createDatabase(host, deadline);
            return connections.open(host, config.database(), login, SetupTime.remaining(deadline));
        }
    }

    private void createDatabase(HostSpec host, Deadline deadline) throws SQLException {
        try (Connection connection = openMaintenance(host, deadline)) {
            create(
                    connection,
                    "create database " + PostgresqlEngine.DIALECT.quote(config.database()),
                    "select 1 from pg_database where datname = ?",
                    config.database());
        }
    }

    private Connection openMaintenance(HostSpec host, Deadline deadline) throws SQLException {
        SQLException refused = null;
        for (String database : MAINTENANCE_DATABASES) {
            try {
                return connections.open(host, database, login, SetupTime.remaining(deadline));
            } catch (SQLException failed) {
                if (refused != null) {
                    failed.addSuppressed(refused);
                }
                refused = failed;
            }
        }
        throw new SQLException(
                "database \"" + config.database() + "\" can be neither made nor dropped: neither of "
                        + MAINTENANCE_DATABASES + " can be entered for that",
                refused == null ? null : refused.getSQLState(),
                refused);
    }

    /** On the host that takes writes, whoever is still connected. */
    void drop(Duration timeout) throws SQLException {
        Deadline deadline = Deadline.in(timeout);
        AnyHost.does(host -> drop(host, deadline), config.hosts());
    }

    private void drop(HostSpec host, Deadline deadline) throws SQLException {
        try (Connection connection = openMaintenance(host, deadline);
                Statement statement = connection.createStatement()) {
            String drop = "drop database if exists " + PostgresqlEngine.DIALECT.quote(config.database());
            if (connection.getMetaData().getDatabaseMajorVersion() >= FORCE_SINCE) {
                statement.execute(drop + " with (force)");
                return;
            }
            try (PreparedStatement others = connection.prepareStatement(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = ?")) {
                others.setString(1, config.database());
                others.execute();
            }
            statement.execute(drop);
        }
    }

    private void ensureSchema(Connection connection) throws SQLException {
        String schema = config.schema();
        String query = "select 1 from pg_namespace where nspname = ?";
        if (schema == null || exists(connection, query, schema)) {
            return;
        }
        if (!config.createDb()) {
            throw new SQLException(
                    "schema \"" + schema + "\" does not exist in database \"" + config.database() + "\"",
                    NO_SUCH_SCHEMA);
        }
        create(connection, "create schema if not exists " + PostgresqlEngine.DIALECT.quote(schema), query, schema);
    }

    private static void ensureExtension(Connection connection, String extension) throws SQLException {
        String query = "select 1 from pg_extension where extname = ?";
        if (!exists(connection, query, extension)) {
            create(
                    connection,
                    "create extension if not exists " + PostgresqlEngine.DIALECT.quote(extension),
                    query,
                    extension);
        }
    }

    /** In auto-commit, so each in a transaction of its own. */
    private static void create(Connection connection, String sql, String query, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            if (!ALREADY_THERE.contains(failed.getSQLState()) || !exists(connection, query, name)) {
                throw failed;
            }
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }
}
