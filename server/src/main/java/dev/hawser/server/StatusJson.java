package dev.hawser.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Everything that is known of one database, in one answer. Immutable. */
record StatusJson(HealthJson health, InfoJson connection, PoolJson pool, ManagerJson managerStatus) {

    /**
     * What the manager knows of it.
     *
     * @param initialized whether it is set up by now
     * @param setupError why it is not; null if it is
     */
    record ManagerJson(boolean initialized, @Nullable String setupError, Instant lastHealthCheck) {}
}
