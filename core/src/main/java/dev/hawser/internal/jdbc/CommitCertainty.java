package dev.hawser.internal.jdbc;

import dev.hawser.Deadline;
import dev.hawser.Position;
import dev.hawser.config.Certainty;
import dev.hawser.config.ConfigProperty;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.OutcomeUnknownException;
import dev.hawser.internal.topology.Access;
import dev.hawser.spi.Capability;
import dev.hawser.spi.jdbc.JdbcCommits;
import dev.hawser.spi.jdbc.JdbcCommits.Outcome;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits, and finds out what became of a commit whose answer was lost. Before the COMMIT is sent it is settled how that will be found out: by the transaction's id, or by a
 * marker that the transaction writes. Afterwards the primary is asked, whichever it is by then. What cannot be proven is {@link OutcomeUnknownException}. Thread-safe.
 */
public final class CommitCertainty {

    /** Between two questions about a transaction that the server still works on. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** How long markers are kept: nobody asks for one after longer than a call may take. */
    private static final Duration KEPT = Duration.ofHours(1);

    private static final Duration PRUNED_EVERY = Duration.ofMinutes(5);

    private static final Logger log = LoggerFactory.getLogger(CommitCertainty.class);

    private static final String ASKING = "asking what became of a transaction";

    private final JdbcGateway gateway;
    private final JdbcStatements statements;
    private final @Nullable JdbcCommits commits;
    private final boolean configured;
    private volatile Certainty mode;
    private volatile boolean markersReady;
    private volatile boolean cannotMark;
    private volatile long prunedAt;
    private volatile long preparedOn;

    /** By what a transaction is known. One of the two is given, or none if it wrote nothing; {@link #NONE} if nothing was noted. */
    private record Mark(
            @Nullable String transactionId, @Nullable String marker) {

        static final Mark NONE = new Mark(null, null);
    }

    CommitCertainty(JdbcGateway gateway, @Nullable JdbcCommits commits) {
        this.gateway = gateway;
        this.statements = gateway.statements();
        this.commits = commits;
        this.mode =
                commits == null ? Certainty.OFF : gateway.database().config().certainty();
        this.configured = gateway.database().config().values().containsKey(ConfigProperty.CERTAINTY.key());
        this.prunedAt = now();
    }

    /**
     * Commits the transaction on {@code lease}. Returns where in the database's history it is.
     *
     * @throws RolledBackException if the answer was lost, and it is proven that nothing was done
     * @throws OutcomeUnknownException if the answer was lost, and nothing is proven until {@code deadline}
     */
    public Position commit(PooledJdbcLease lease, @Nullable Deadline deadline) {
        JdbcCommits how = commits;
        if (how == null) {
            statements.commit(lease);
            return Position.current(gateway.name());
        }
        return commit(how, lease, deadline, marker -> statements.commit(lease, how, marker));
    }

    @FunctionalInterface
    private interface Commit {

        /** Returns the position; null if there is none. */
        @Nullable
        String with(@Nullable String marker);
    }

    private Position commit(JdbcCommits how, PooledJdbcLease lease, @Nullable Deadline deadline, Commit commit) {
        Mark mark = mark(how, lease);
        long startedAt = now();
        try {
            String position = commit.with(mark.marker());
            if (position != null) {
                gateway.database().committed(position, startedAt);
            }
            return position(position);
        } catch (OutcomeUnknownException lost) {
            lease.release(); // it is broken, and the place of its connection is needed
            return resolved(how, mark, deadline, lost);
        }
    }

    /**
     * As {@link #commit}, for a caller who speaks JDBC: the next statement opens another transaction. After a lost answer that was found to be committed this returns as
     * usual, and the connection is broken. Other errors are the driver's own.
     */
    void commitAndContinue(PooledJdbcLease lease) throws SQLException {
        JdbcCommits how = commits;
        try {
            if (how == null || !resolvesJdbcCommits() || !writes(lease.connection())) {
                statements.commitAndContinue(lease);
            } else {
                commit(how, lease, null, marker -> statements.commitAndContinue(lease, how, marker));
            }
        } catch (RolledBackException | OutcomeUnknownException found) {
            throw SqlExceptions.of(found);
        } catch (DatabaseException error) {
            throw error.getCause() instanceof SQLException drivers ? drivers : SqlExceptions.of(error);
        }
    }

    /** By id it takes a round trip more, which whoever brings a library along that commits by itself must want. */
    private boolean resolvesJdbcCommits() {
        return mode == Certainty.MARKER || mode == Certainty.XID && configured;
    }

    private static boolean writes(JdbcConnection connection) throws SQLException {
        return connection.inTransaction()
                && !connection.rules().readonly()
                && !connection.raw().isReadOnly();
    }

    private Mark mark(JdbcCommits how, PooledJdbcLease lease) {
        return switch (mode) {
            case XID -> new Mark(statements.ask(lease, "asking for the transaction's id", how::transactionId), null);
            case MARKER -> {
                prepareMarkers(how);
                yield new Mark(null, UUID.randomUUID().toString());
            }
            case OFF -> Mark.NONE;
        };
    }

    private Position position(@Nullable String token) {
        return token == null ? Position.current(gateway.name()) : new Position(gateway.name(), token);
    }

    // ------------------------------------------------------------------------------------------------------------------------------------------ resolving

    private Position resolved(JdbcCommits how, Mark mark, @Nullable Deadline callers, OutcomeUnknownException lost) {
        gateway.database().statistics().outcomeInDoubt();
        if (mark != Mark.NONE && mark.transactionId() == null && mark.marker() == null) {
            throw new RolledBackException(lost); // it wrote nothing, so there is nothing that could have been done
        }
        Outcome outcome = mark == Mark.NONE ? Outcome.UNKNOWN : outcome(how, mark, bound(callers), lost);
        return switch (outcome) {
            case COMMITTED -> presentPosition(how, callers);
            case ROLLED_BACK -> throw new RolledBackException(lost);
            case IN_PROGRESS, UNKNOWN -> {
                gateway.database().statistics().outcomeUnknown();
                throw lost;
            }
        };
    }

    /** Asks until there is an answer, as connections come and go. */
    private Outcome outcome(JdbcCommits how, Mark mark, Deadline deadline, OutcomeUnknownException lost) {
        while (true) {
            try {
                Outcome outcome = onPrimary(deadline, lease -> ask(how, mark, lease));
                if (outcome != Outcome.IN_PROGRESS || !pause(deadline)) {
                    return outcome == null ? Outcome.UNKNOWN : outcome;
                }
            } catch (DatabaseException trouble) {
                boolean again = trouble.category().suspectsHost() || trouble.category() == ErrorCategory.TIMEOUT;
                if (!again || !pause(deadline)) {
                    lost.addSuppressed(trouble);
                    return Outcome.UNKNOWN;
                }
            }
        }
    }

    private @Nullable Outcome ask(JdbcCommits how, Mark mark, PooledJdbcLease lease) {
        String marker = mark.marker();
        Outcome outcome = marker != null
                ? statements.ask(lease, ASKING, connection -> how.settle(connection, marker))
                : statements.ask(
                        lease, ASKING, connection -> how.outcome(connection, String.valueOf(mark.transactionId())));
        return outcome;
    }

    private interface Question<T> {
        @Nullable
        T ask(PooledJdbcLease lease);
    }

    private <T> @Nullable T onPrimary(Deadline deadline, Question<T> question) {
        PooledJdbcLease lease = gateway.lease(Access.WRITE, false, deadline);
        try {
            lease.cancelAt(deadline);
            return question.ask(lease);
        } finally {
            lease.release();
        }
    }

    /** False if there is no time left. */
    private boolean pause(Deadline deadline) {
        if (deadline.remainingNanos(now()) <= PAUSE.toNanos()) {
            return false;
        }
        try {
            gateway.database().threads().ticker().sleep(PAUSE);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** It covers the commit, which is in the past. Without one a read after it goes to the primary. */
    private Position presentPosition(JdbcCommits how, @Nullable Deadline callers) {
        try {
            return position(onPrimary(
                    bound(callers), lease -> statements.ask(lease, "asking for the position", how::position)));
        } catch (DatabaseException unavailable) {
            return Position.current(gateway.name());
        }
    }

    private Deadline bound(@Nullable Deadline callers) {
        Deadline own = Deadline.at(now(), gateway.database().config().pool().timeout());
        return callers == null ? own : own.earlier(callers);
    }

    private long now() {
        return gateway.database().threads().ticker().nanoTime();
    }

    // -------------------------------------------------------------------------------------------------------------------------------------------- markers

    /** Makes the markers' table, once. It takes a connection of its own: inside the caller's transaction it would be rolled back with that. */
    private void prepareMarkers(JdbcCommits how) {
        if (!markersReady) {
            makeMarkers(how);
        }
    }

    private void makeMarkers(JdbcCommits how) {
        onPrimary(bound(null), lease -> {
            statements.ask(lease, "making the table of commit markers", connection -> {
                how.prepareMarkers(connection);
                return true;
            });
            return true;
        });
        markersReady = true;
    }

    /**
     * Makes the table at set-up, so that the first transaction need not. A server that others follow may be replaced by one of them behind the same address: then markers are
     * written though only one host is configured. A user who may not make the table, and did not ask for markers, has outcomes found out by the transaction's id instead, and
     * is told. Without a primary {@link #maintain} does this later. Blocks.
     */
    public void prepare() {
        JdbcCommits how = commits;
        if (how == null || !gateway.database().hasPrimary()) {
            return;
        }
        if (shouldMark()) {
            mode = Certainty.MARKER;
        }
        if (mode == Certainty.MARKER) {
            makeMarkersIfAllowed(how);
        }
    }

    private boolean shouldMark() {
        return mode == Certainty.XID
                && !configured
                && !cannotMark
                && gateway.database().isFollowed();
    }

    private void makeMarkersIfAllowed(JdbcCommits how) {
        try {
            preparedOn = gateway.database().timeline();
            prepareMarkers(how);
        } catch (DatabaseException cannot) {
            if (configured || cannot.category() != ErrorCategory.PERMISSION) {
                throw cannot;
            }
            cannotMark = true;
            mode = gateway.database().engine().capabilities().contains(Capability.OUTCOME_BY_ID)
                    ? Certainty.XID
                    : Certainty.OFF;
            log.atWarn()
                    .setMessage(
                            "the table of commit markers cannot be made; until it can, a commit whose answer is lost in a fail-over has an unknown outcome")
                    .addKeyValue("database", gateway.name())
                    .addKeyValue("error", cannot.getMessage())
                    .log();
        }
    }

    /**
     * Makes the table where it could not be made so far, tells a new primary's standbys about its timeline, and every few minutes deletes old markers; and
     * begins to write them when others follow the server by now. Blocks.
     */
    public void maintain() {
        JdbcCommits how = commits;
        if (how == null || !gateway.database().hasPrimary()) {
            return;
        }
        try {
            if (mode == Certainty.MARKER) {
                lookAfterMarkers(how);
            } else if (shouldMark()) {
                prepare();
            }
        } catch (DatabaseException trouble) {
            log.atInfo() // the next round tries again
                    .setMessage("the table of commit markers was not looked after")
                    .addKeyValue("database", gateway.name())
                    .addKeyValue("error", trouble.getMessage())
                    .log();
        }
    }

    private void lookAfterMarkers(JdbcCommits how) {
        long timeline = gateway.database().timeline();
        if (!markersReady || timeline != preparedOn) {
            makeMarkers(how);
            preparedOn = timeline;
        } else if (now() - prunedAt >= PRUNED_EVERY.toNanos()) {
            prunedAt = now();
            onPrimary(
                    bound(null),
                    lease -> statements.ask(
                            lease, "deleting old commit markers", connection -> how.pruneMarkers(connection, KEPT)));
        }
    }
}
