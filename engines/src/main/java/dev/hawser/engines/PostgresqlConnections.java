package dev.hawser.engines;

import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.Credentials;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcSessionRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Connections to the servers of one PostgreSQL database. */
final class PostgresqlConnections implements ConnectionFactory {

    private final DatabaseConfig config;
    private final PostgresqlSettings settings;
    private final JdbcSessionRules rules;
    private final PostgresqlMarkers markers;
    private final Map<Thread, ConnectAttempt> connecting = new ConcurrentHashMap<>();

    /** What is to be done with a connection before its connect is through. */
    @FunctionalInterface
    private interface Completion<T> {
        T of(Connection connection) throws SQLException;
    }

    PostgresqlConnections(DatabaseConfig config) {
        this.config = config;
        this.settings = new PostgresqlSettings(config);
        this.rules = settings.rules();
        this.markers = new PostgresqlMarkers(config.schema());
    }

    @Override
    public EngineConnection connect(HostSpec host, Credentials login, Duration timeout) throws SQLException {
        return open(host, config.database(), login, timeout, this::session);
    }

    private JdbcConnection session(Connection connection) throws SQLException {
        PostgresqlServer.note(connection, markers, !config.provider().sessionState());
        return new JdbcConnection(connection, rules, serverProcess(connection));
    }

    /** Behind a pooler in transaction mode every transaction may have another. */
    private @Nullable String serverProcess(Connection connection) throws SQLException {
        return config.provider().sessionState()
                ? Integer.toString(connection.unwrap(PGConnection.class).getBackendPID())
                : null;
    }

    @Override
    public void prepare(Credentials login, Duration timeout) throws SQLException {
        new PostgresqlSetup(config, this, login).run(timeout);
    }

    @Override
    public void drop(Credentials login, Duration timeout) throws SQLException {
        Scratch.require(config);
        new PostgresqlSetup(config, this, login).drop(timeout);
    }

    Connection open(HostSpec host, String database, Credentials login, Duration timeout) throws SQLException {
        return open(host, database, login, timeout, connection -> connection);
    }

    private <T> T open(HostSpec host, String database, Credentials login, Duration timeout, Completion<T> completion)
            throws SQLException {
        ConnectAttempt attempt = new ConnectAttempt(config.tcp());
        connecting.put(Thread.currentThread(), attempt);
        try {
            T opened = completed(connect(settings.driver(host, database, login, timeout), attempt), completion);
            attempt.succeeded();
            return opened;
        } catch (SQLException failed) {
            throw PostgresqlErrors.ofConnect(failed);
        } finally {
            connecting.remove(Thread.currentThread());
            attempt.abort(); // after a failure: what the driver has given up goes on on a thread of its own
        }
    }

    /** Everything travels as properties: nothing is pasted into a URL. */
    private static Connection connect(Properties properties, ConnectAttempt attempt) throws SQLException {
        try {
            Connection connection = PostgresqlSockets.during(
                    attempt, properties, () -> new org.postgresql.Driver().connect("jdbc:postgresql://", properties));
            if (connection == null) {
                throw new SQLException("the driver does not know its own URL");
            }
            return connection;
        } catch (SQLException failed) {
            // What the driver says of an interrupt is that something unusual has occurred.
            if (failed.getCause() instanceof RuntimeException
                    && Thread.currentThread().isInterrupted()) {
                throw new SQLException("interrupted while connecting", PostgresqlErrors.UNABLE_TO_CONNECT, failed);
            }
            throw failed;
        }
    }

    private static <T> T completed(Connection connection, Completion<T> completion) throws SQLException {
        try {
            return completion.of(connection);
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
    }

    /** Closes the sockets of the connect, and wakes the thread, which may wait for a name service that heeds nothing. */
    @Override
    public void abort(Thread thread) {
        ConnectAttempt attempt = connecting.get(thread);
        if (attempt != null) {
            attempt.abort();
        }
        thread.interrupt();
    }
}
