package dev.hawser.spi;

import dev.hawser.config.DatabaseConfig;

/** An engine whose driver is a client that pools, watches and fails over by itself, and is not Hawser's to do so for. */
public non-sealed interface ClientEngine extends Engine {

    /**
     * The client of a database with this configuration, which must tell {@code observer} what it does. One for each database and process. Connects nothing yet, and does
     * not block.
     */
    DatabaseClient client(DatabaseConfig config, ClientObserver observer);
}
