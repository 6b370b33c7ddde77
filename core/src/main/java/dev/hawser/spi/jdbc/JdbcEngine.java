package dev.hawser.spi.jdbc;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.ConnectionFactory;
import dev.hawser.spi.PooledEngine;
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
}
