package dev.hawser.spi;

import dev.hawser.HostRole;
import org.jspecify.annotations.Nullable;

/**
 * What a host says of itself when it is asked. Immutable.
 *
 * @param role what it is now; {@code PRIMARY} only if it would take a write on an ordinary connection: a server that was made read-only is not one
 * @param cluster names the data that the host and its replicas share, such as PostgreSQL's system identifier; null if the engine has no such name. Hosts of one database
 *     must agree
 * @param timeline the branch of history that it is on, which rises with each promotion; 0 if the engine does not number them
 * @param position on a primary, a position that covers every commit so far; on a replica, up to where it has replayed; null if the engine has none. For
 *     {@link PositionTracker}
 * @param followed whether other servers follow it, so that one of them may get its place
 */
public record HostReport(
        HostRole role,
        @Nullable String cluster,
        long timeline,
        @Nullable String position,
        boolean followed) {

    /** From a host that nobody follows, as far as the engine knows. */
    public HostReport(HostRole role, @Nullable String cluster, long timeline, @Nullable String position) {
        this(role, cluster, timeline, position, false);
    }

    /** From an engine that knows no more than the role. */
    public static HostReport of(HostRole role) {
        return new HostReport(role, null, 0, null);
    }
}
