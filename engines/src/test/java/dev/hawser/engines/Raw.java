package dev.hawser.engines;

import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.ErrorTable.Meaning;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcEngine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Statements on an engine's connection, as bare as can be. */
final class Raw {

    static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    static final Credentials NOBODY = new Credentials(null, null, 0);

    private Raw() {}

    /** What it takes for a test to fail. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    static JdbcConnection connect(JdbcEngine engine, DatabaseConfig config) throws Exception {
        HostSpec host = engine.hosts(config).get(0);
        return (JdbcConnection) engine.connectionFactory(config).connect(host, login(config), TIMEOUT);
    }

    /** The configured user and password. */
    static Credentials login(DatabaseConfig config) {
        return new Credentials(config.user(), config.password(), 0);
    }

    static void execute(JdbcConnection connection, String... statements) throws SQLException {
        try (Statement statement = connection.raw().createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static String single(JdbcConnection connection, String query) throws SQLException {
        return single(connection.raw(), query);
    }

    static String single(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "no row";
        }
    }

    /** Sends a value through the engine and reads it back. */
    static Object roundTrip(JdbcEngine engine, JdbcConnection connection, String query, Object value)
            throws SQLException {
        try (PreparedStatement statement = connection.raw().prepareStatement(query)) {
            engine.values().bind(statement, 1, value);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? engine.values().read(rows, 1, rows.getMetaData().getColumnType(1))
                        : "no row";
            }
        }
    }

    /** The error's meaning; fails if there is no error. */
    static Meaning failure(JdbcEngine engine, Action action) {
        return engine.errors().meaning(thrown(action));
    }

    static Exception thrown(Action action) {
        try {
            action.run();
        } catch (Exception expected) {
            return expected;
        }
        throw new AssertionError("no error");
    }

    /** Asks, with a statement each time, until it is so; fails after a while. */
    static void await(Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new AssertionError("waited in vain");
            }
        }
    }

    /** The time that {@code action} takes. */
    static <T> Duration time(Callable<T> action) throws Exception {
        long start = System.nanoTime();
        action.call();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
