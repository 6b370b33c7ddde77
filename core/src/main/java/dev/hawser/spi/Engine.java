package dev.hawser.spi;

import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One kind of database: Hawser opens and keeps the connections of a {@link PooledEngine}; that of a {@link ClientEngine} brings a client that does so itself. Found by
 * {@link java.util.ServiceLoader}. Thread-safe and without state.
 *
 * <p>The listed class must load without its driver: driver types stay in method bodies and in other classes.
 */
public sealed interface Engine permits PooledEngine, ClientEngine {

    /** Its name, lower case: {@code postgresql}. */
    String name();

    /** The URL schemes it answers to, lower case, its name first. */
    List<String> schemes();

    /** What it can do. */
    Set<Capability> capabilities();

    /** Defaults that differ from the general ones, by property key: {@code port}, {@code pool.size}, {@code user}. */
    Map<String, String> defaults();

    /** As {@link #defaults()}, for a database of this name or file, where that makes a difference. {@code database}: null if it is not known. */
    default Map<String, String> defaults(@Nullable String database) {
        return defaults();
    }

    /** Whether it has no server: the database is a file or memory of this process. */
    boolean embedded();

    /** If the driver is missing, what to add: {@code org.postgresql:postgresql}. Empty if it is there. */
    Optional<String> missingDriver();

    /** What is wrong with this configuration for this engine; each problem names its key. Empty if nothing is. Does no I/O. */
    List<String> check(DatabaseConfig config);

    /** The hosts of a database. By default those configured. */
    default List<HostSpec> hosts(DatabaseConfig config) {
        return config.hosts();
    }

    /** What the driver's errors mean. */
    ErrorTable errors();

    /** The driver's properties that a scheme stands for, such as {@code mongodb+srv}; a URL may say them otherwise. By default none. */
    default Map<String, String> properties(String scheme) {
        return Map.of();
    }

    /** What it finds out when the way to a database is examined. By default nothing that is its own. */
    default Diagnosis diagnosis() {
        return Diagnosis.NONE;
    }
}
