package dev.hawser.spi;

import dev.hawser.config.DatabaseConfig;
import java.util.List;

/**
 * What an engine knows about the way to its databases that is not the same for every engine: TLS, permissions, limits; of a file, whether it is there. It changes nothing.
 * Thread-safe.
 */
public interface Diagnosis {

    /** The diagnosis of an engine that has none of its own. */
    Diagnosis NONE = (config, connection) -> List.of();

    /** Before anything is opened: what can be said of a file. Does not connect. The file is opened if all of it is fine. */
    default List<Finding> before(DatabaseConfig config) {
        return List.of();
    }

    /**
     * What a host says to one who is connected. Blocks for as long as its questions take.
     *
     * @param connection one that the engine's {@link ConnectionFactory} has opened, and that nobody else uses
     * @throws Exception the driver's exception, unchanged, if a question is refused that every user may ask
     */
    List<Finding> connected(DatabaseConfig config, EngineConnection connection) throws Exception;
}
