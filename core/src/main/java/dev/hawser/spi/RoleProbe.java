package dev.hawser.spi;

import dev.hawser.HostRole;
import dev.hawser.HostSpec;

/** Asks a host for its role. Thread-safe. */
@FunctionalInterface
public interface RoleProbe {

    /**
     * Asks over an open connection. May do one round trip.
     *
     * @throws Exception the driver's exception, unchanged
     */
    HostRole role(HostSpec host, EngineConnection connection) throws Exception;
}
