package dev.hawser.spi;

import dev.hawser.Health.HostHealth;
import dev.hawser.HostState;
import org.jspecify.annotations.Nullable;

/**
 * A host as its client knows it. Immutable.
 *
 * @param failure why it did not answer the last time; null if it did, or was not asked yet
 */
public record ClientHost(HostHealth health, @Nullable Throwable failure) {

    /** Whether it answered when it was last asked. */
    public boolean available() {
        return health.state() == HostState.AVAILABLE;
    }
}
