package dev.hawser.spi.jdbc;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.PooledEngine;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Optional;

/** An engine whose driver speaks JDBC: what its SQL looks like, and connections that are {@link JdbcConnection}s. */
public interface JdbcEngine extends PooledEngine {

    /** How its SQL is read and written. */
    SqlDialect dialect();

    /** How its driver takes and gives values. */
    JdbcValues values();

    /** Opens connections that are {@link JdbcConnection}s. */
    @Override
    ConnectionFactory connectionFactory(DatabaseConfig config);

    /** How it commits so that a lost answer can be made up for. Empty if it cannot; {@code certainty} is then {@code off}. */
    default Optional<JdbcCommits> commits() {
        return Optional.empty();
    }

    /**
     * Loads the data that stand behind {@code copy … from stdin} in a script, inside the transaction that is open, if one is. Returns the number of rows. By default it
     * refuses: engines whose dialect has {@link SqlDialect.Feature#SCRIPT_COPY_DATA} do it.
     *
     * @param connection the driver's, or one that can be unwrapped to it
     * @param sql the statement
     * @param data in the form that the statement says
     */
    default long copyIn(Connection connection, String sql, String data) throws SQLException {
        throw new SQLFeatureNotSupportedException(name() + " loads no data from scripts");
    }

    /** The query that lists the names of the databases that its server has, as far as the user may see them. Empty, by default, where a database is no server's. */
    default Optional<String> databaseNames() {
        return Optional.empty();
    }

    /**
     * Whether something stands between this side and the server, as poolers do, so that the server's session may not be this connection's alone. By default nothing does. Asks
     * the server.
     *
     * @param connection the driver's, or one that can be unwrapped to it
     */
    default boolean isPooledOutside(Connection connection) throws SQLException {
        return false;
    }
}
