package dev.hawser.spi;

import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import org.jspecify.annotations.Nullable;

/** Asks a host what it is. Thread-safe. */
@FunctionalInterface
public interface RoleProbe {

    /**
     * Asks over an open connection, which may be one that was opened long ago. One round trip.
     *
     * @throws Exception the driver's exception, unchanged
     */
    HostReport ask(HostSpec host, EngineConnection connection) throws Exception;

    /**
     * What the server said of its role by itself, when the connection was opened or since: nobody is asked. Null if this engine's servers do not say. Never throws, does
     * not block.
     */
    default @Nullable HostRole told(EngineConnection connection) {
        return null;
    }
}
