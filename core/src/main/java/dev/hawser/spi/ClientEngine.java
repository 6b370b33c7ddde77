package dev.hawser.spi;

import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import java.time.Duration;
import java.util.List;

/** An engine whose driver is a client that pools, watches and fails over by itself, and is not Hawser's to do so for. */
public non-sealed interface ClientEngine extends Engine {

    /** The hosts that can be dialled as they are configured. Empty where the client finds them out by itself, as through the name service. */
    default List<HostSpec> dialled(DatabaseConfig config) {
        return hosts(config);
    }

    /**
     * The client of a database with this configuration, which must tell {@code observer} what it does. One for each database and process. Connects nothing yet, and does
     * not block.
     */
    DatabaseClient client(DatabaseConfig config, ClientObserver observer);

    /** As {@link ConnectionFactory#drop}, over a connection of its own. */
    default void drop(DatabaseConfig config, Duration timeout) throws Exception {
        throw new DatabaseException(ErrorCategory.REFUSED, config.name() + ": " + name() + " drops no databases");
    }
}
