package dev.hawser.event;

import dev.hawser.HealthStatus;
import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.error.ErrorCategory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something that happened to a database. Immutable; never contains a credential or a parameter's value. */
public sealed interface DatabaseEvent {

    /** The configured name of the database. */
    String database();

    /** What happens with each statement and each loan. */
    sealed interface Traffic extends DatabaseEvent {}

    /** A connection was opened. */
    record ConnectionOpened(String database, HostSpec host, Duration took) implements DatabaseEvent {}

    /** A connection could not be opened. */
    record ConnectFailed(String database, HostSpec host, ErrorCategory category, String message, Duration took)
            implements DatabaseEvent {}

    /** A connection was closed, and why. */
    record ConnectionClosed(String database, HostSpec host, String reason) implements DatabaseEvent {}

    /** A connection was lent, after its borrower had waited so long; zero if it did not have to. */
    record ConnectionAcquired(String database, HostSpec host, Duration waited) implements Traffic {}

    /** A connection came back, after about so long. */
    record ConnectionReleased(String database, HostSpec host, Duration used) implements Traffic {}

    /** A connection is held for longer than {@code pool.leak-threshold}; {@code holder} says by whom, with the stacks of its acquisition and of now. */
    record LeakSuspected(String database, HostSpec host, String holder) implements DatabaseEvent {}

    /** A connection was lost without being closed, and was reclaimed; {@code holder} says by whom. */
    record LeakReclaimed(String database, HostSpec host, String holder) implements DatabaseEvent {}

    /**
     * A statement ended.
     *
     * @param query its text with white space collapsed and literals masked
     * @param rows the rows returned or affected
     * @param error the kind of error; null if it succeeded
     */
    record QueryCompleted(
            String database,
            HostSpec host,
            String query,
            Duration took,
            long rows,
            @Nullable ErrorCategory error) implements Traffic {}

    /** Something failed and is about to be tried again. */
    record Retrying(String database, int attempt, Duration delay, ErrorCategory category) implements DatabaseEvent {}

    /** A host changed its role or its state. */
    record HostChanged(String database, HostSpec host, HostRole role, HostState state) implements DatabaseEvent {}

    /** A host answers and is not used, and why: it claims to be the primary while another is, or belongs to another cluster. */
    record HostFenced(String database, HostSpec host, String reason) implements DatabaseEvent {}

    /** Another host is the primary now, on this timeline; 0 if the engine does not number them. */
    record FailoverCompleted(String database, HostSpec primary, long timeline) implements DatabaseEvent {}

    /** The health of a database changed. */
    record HealthChanged(
            String database,
            HealthStatus before,
            HealthStatus now,
            @Nullable String error) implements DatabaseEvent {}

    /** A backup was taken, and verified if that is configured; of so many bytes as it is stored. */
    record BackupCompleted(String database, String id, Duration took, long bytes, boolean verified)
            implements DatabaseEvent {}

    /** A backup could not be taken, or is not good, and why. */
    record BackupFailed(String database, String error) implements DatabaseEvent {}

    /** A database whose set-up failed works now. */
    record Healed(String database, int attempts) implements DatabaseEvent {}
}
