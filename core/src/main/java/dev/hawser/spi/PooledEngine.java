package dev.hawser.spi;

import dev.hawser.HostSpec;
import dev.hawser.config.DatabaseConfig;
import dev.hawser.config.PoolConfig;
import java.util.Optional;

/** An engine of which Hawser opens, pools, watches and routes the connections. Each of its {@link #hosts} gets a pool. */
public non-sealed interface PooledEngine extends Engine {

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

    /** How to ask a host for its role. */
    RoleProbe roleProbe();

    /** How its positions compare. Empty if it has none: its replicas then serve only reads that may be behind by any amount. */
    default Optional<PositionTracker> positions() {
        return Optional.empty();
    }
}
