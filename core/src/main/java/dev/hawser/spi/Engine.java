package dev.hawser.spi;

import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.PoolConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One kind of database. Found by {@link java.util.ServiceLoader}. Thread-safe and without state.
 *
 * <p>The listed class must load without its driver: driver types stay in method bodies and in other classes.
 */
public interface Engine {

    /** Its name, lower case: {@code postgresql}. */
    String name();

    /** The URL schemes it answers to, lower case, its name first. */
    List<String> schemes();

    /** What it can do. */
    Set<Capability> capabilities();

    /** Defaults that differ from the general ones, by property key: {@code port}, {@code pool.size}, {@code user}. */
    Map<String, String> defaults();

    /** Whether it has no server: the database is a file or memory of this process. */
    boolean embedded();

    /** If the driver is missing, what to add: {@code org.postgresql:postgresql}. Empty if it is there. */
    Optional<String> missingDriver();

    /** What is wrong with this configuration for this engine; each problem names its key. Empty if nothing is. Does no I/O. */
    List<String> check(DatabaseConfig config);

    /** The hosts to keep pools for. By default those configured. */
    default List<HostSpec> hosts(DatabaseConfig config) {
        return config.hosts();
    }

    /** The pool of one of the {@link #hosts}. By default as configured. */
    default PoolConfig pool(DatabaseConfig config, HostSpec host) {
        return config.pool();
    }

    /** Whether a host that is a replica is never behind the primary, so that it may serve any read. */
    default boolean replicasAreCurrent() {
        return false;
    }

    /** Opens connections for a database with this configuration. */
    ConnectionFactory connectionFactory(DatabaseConfig config);

    /** What the driver's errors mean. */
    ErrorTable errors();

    /** How to ask a host for its role. */
    RoleProbe roleProbe();

    /** How its positions compare. Empty if it has none: its replicas then serve only reads that may be behind by any amount. */
    default Optional<PositionTracker> positions() {
        return Optional.empty();
    }

    /** What it finds out when the way to a database is examined. By default nothing that is its own. */
    default Diagnosis diagnosis() {
        return Diagnosis.NONE;
    }
}
