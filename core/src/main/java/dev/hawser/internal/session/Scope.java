package dev.hawser.internal.session;

import dev.hawser.Deadline;
import dev.hawser.internal.jdbc.JdbcGateway;
import dev.hawser.internal.jdbc.PooledJdbcLease;
import dev.hawser.internal.topology.Access;
import org.jspecify.annotations.Nullable;

/**
 * What a view of a database says of all work that is done through it. Immutable.
 *
 * @param deadline when all of it must have ended; null if that is not said
 * @param label what it is called, for whoever asks who holds connections; null if it has no name
 */
record Scope(@Nullable Deadline deadline, @Nullable String label) {

    static final Scope NONE = new Scope(null, null);

    /** These bounds and an earlier deadline, if it is earlier. */
    Scope within(Deadline other) {
        return new Scope(deadline == null ? other : deadline.earlier(other), label);
    }

    Scope labelled(String other) {
        return new Scope(deadline, other);
    }

    /** Takes a connection on which nothing outlasts the deadline. */
    PooledJdbcLease lease(JdbcGateway gateway, Access access, boolean readOnlyByRequest) {
        PooledJdbcLease lease = gateway.lease(access, readOnlyByRequest, deadline);
        try {
            lease.cancelAt(deadline);
        } catch (RuntimeException closing) {
            lease.release();
            throw closing;
        }
        if (label != null) {
            lease.label(label);
        }
        return lease;
    }
}
