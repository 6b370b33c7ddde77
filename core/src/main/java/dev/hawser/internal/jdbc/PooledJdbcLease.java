package dev.hawser.internal.jdbc;

import dev.hawser.Deadline;
import dev.hawser.HostSpec;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.internal.ManagedDatabase;
import dev.hawser.internal.Threads;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.internal.sql.StatementCache;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A lease from a pool, seen as JDBC. For one thread at a time. */
public final class PooledJdbcLease implements JdbcLease {

    /** How long a cancelled statement may take to end before its connection is cut. */
    private static final Duration CANCEL_GRACE = Duration.ofSeconds(1);

    private final ManagedDatabase database;
    private final StatementCache cache;
    private final CommitCertainty certainty;
    private final Lease lease;
    private final JdbcConnection connection;
    private final boolean readOnlyByRequest;
    private @Nullable DatabaseException broken;
    private @Nullable Deadline deadline;
    private @Nullable Alarm alarm;
    private @Nullable Alarm writeAlarm;

    PooledJdbcLease(
            ManagedDatabase database,
            StatementCache cache,
            CommitCertainty certainty,
            Lease lease,
            boolean readOnlyByRequest) {
        this.certainty = certainty;
        this.database = database;
        this.cache = cache;
        this.lease = lease;
        this.connection = (JdbcConnection) lease.connection();
        this.readOnlyByRequest = readOnlyByRequest;
    }

    @Override
    public JdbcConnection connection() {
        return connection;
    }

    /**
     * Lets nothing run on this connection past {@code deadline}: what runs then is cancelled, nothing is started after it, and a connection that is still busy a
     * second later, because the server does not answer, is cut.
     */
    public void cancelAt(@Nullable Deadline deadline) {
        if (deadline != null) {
            this.deadline = deadline;
            Alarm armed = new Alarm(connection);
            alarm = armed;
            long left = deadline.remainingNanos(now());
            armed.schedule(database.threads(), left, armed::cancel);
            armed.schedule(database.threads(), left + CANCEL_GRACE.toNanos(), armed::cut);
        }
    }

    /** Frees it of every limit in time but {@link #cancelAt}, and of the watch for connections that are held for long, until it is released. Blocks. */
    void liftTimeLimits() {
        lease.expectedLong();
        long startedAt = now();
        try {
            connection.liftTimeLimits();
        } catch (SQLException error) {
            throw failed(null, "lift the limits in time", startedAt, error);
        }
    }

    /** Where the connection leads. */
    public HostSpec host() {
        return lease.host();
    }

    /** Names the work that holds the connection. */
    public void label(String label) {
        lease.label(label);
    }

    /** Throws if the deadline is over. */
    void refuseIfLate(String attempted) {
        Deadline bound = deadline;
        if (bound != null && bound.remainingNanos(now()) == 0) {
            throw new DatabaseException(
                    ErrorCategory.TIMEOUT,
                    database.config().name() + ": " + attempted + " on " + lease.host()
                            + " was not attempted, because the deadline is over",
                    database.config().name(),
                    lease.host().toString(),
                    null,
                    0,
                    "Give withDeadline() more time, or do less in it",
                    null);
        }
    }

    /** Ends a statement at its time. Once it is disarmed it ends nothing any more, so that it cannot hit the next borrower. */
    private static final class Alarm {

        private final ReentrantLock lock = new ReentrantLock();
        private final JdbcConnection connection;
        private final List<ScheduledFuture<?>> scheduled = new ArrayList<>();
        private volatile boolean disarmed;

        Alarm(JdbcConnection connection) {
            this.connection = connection;
        }

        void schedule(Threads threads, long nanos, Runnable task) {
            scheduled.add(threads.timer().schedule(() -> threads.workers().execute(task), nanos, TimeUnit.NANOSECONDS));
        }

        /** Over the network: whoever disarms meanwhile waits for it, for as long as the engine lets a cancel request take. */
        void cancel() {
            lock.lock();
            try {
                if (!disarmed) {
                    connection.cancel();
                }
            } finally {
                lock.unlock();
            }
        }

        /** Does not wait for a cancel request that gets no answer. What it cuts is not given back before it is disarmed, so it is this borrower's. */
        void cut() {
            if (!disarmed) {
                connection.abort();
            }
        }

        void disarm() {
            scheduled.forEach(task -> task.cancel(false));
            lock.lock();
            try {
                disarmed = true;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Whether a statement must run inside a transaction for the engine's limits, or read-only, to hold whatever was done to the session. */
    public boolean needsTransaction() {
        return !connection.rules().transactionPrologue().isEmpty()
                || connection.rules().readonly();
    }

    @Override
    public ParsedSql admit(String sql) {
        return admit(cache.get(sql));
    }

    @Override
    public ParsedSql admitJdbc(String sql) {
        return admit(cache.get(sql)); // only the flags and the masked text are used, and those are the same
    }

    /** As {@link #admit(String)}, for a statement that was read already. */
    public ParsedSql admit(ParsedSql sql) {
        refuseIfLate("a statement");
        lease.running(sql.masked()); // it may end up in messages
        String breach = sql.readonlyBreach();
        if (breach != null && connection.rules().readonly()) {
            throw refused(breach);
        }
        return sql;
    }

    private DatabaseException refused(String breach) {
        return new DatabaseException(
                ErrorCategory.REFUSED,
                database.config().name() + ": the statement was not sent, because " + breach,
                database.config().name(),
                lease.host().toString(),
                "25006",
                0,
                "This database is configured readonly: write through another one",
                null);
    }

    @Override
    public long now() {
        return database.threads().ticker().nanoTime();
    }

    @Override
    public void limit(ParsedSql sql) {
        endLimit();
        Duration most = connection.writeTimeout();
        if (!sql.read() && !most.isZero()) {
            Alarm armed = new Alarm(connection);
            try {
                armed.schedule(database.threads(), most.toNanos(), armed::cancel);
            } catch (RejectedExecutionException closing) {
                return; // the manager is being closed, and cuts its connections
            }
            writeAlarm = armed;
        }
    }

    /** What the last statement was limited by must not reach the next one. */
    void endLimit() {
        Alarm armed = writeAlarm;
        if (armed != null) {
            writeAlarm = null;
            armed.disarm();
        }
    }

    @Override
    public void succeeded(ParsedSql sql, long startedAt, long rows) {
        endLimit();
        long nanos = now() - startedAt;
        database.statistics().succeeded(lease.host(), nanos);
        sql.tally().succeeded(startedAt + nanos, nanos, rows);
        database.queryLog().succeeded(lease.host(), sql.masked(), nanos, rows);
        if (database.events().trafficHeard()) {
            tell(sql, nanos, rows, null);
        }
    }

    @Override
    public DatabaseException failed(@Nullable ParsedSql sql, String attempted, long startedAt, SQLException error) {
        endLimit();
        long nanos = now() - startedAt;
        DatabaseException meaning = database.errors()
                .translate(
                        lease.host(),
                        attempted + " on " + lease.host(),
                        Duration.ofNanos(nanos),
                        error,
                        readOnlyByRequest || database.saysThatItIsThePrimary(connection));
        if (meaning.category().breaksConnection()) {
            broken = meaning;
        }
        if (sql != null) {
            connection.statementFailed(error);
            database.statistics().failed(lease.host(), meaning.category(), nanos);
            sql.tally().failed(startedAt + nanos, nanos);
            database.queryLog().failed(lease.host(), sql.masked(), nanos, meaning);
            if (database.events().trafficHeard()) {
                tell(sql, nanos, 0, meaning.category());
            }
        }
        database.judged(lease.host(), meaning);
        return meaning;
    }

    private void tell(ParsedSql sql, long nanos, long rows, @Nullable ErrorCategory error) {
        database.events()
                .tell(new DatabaseEvent.QueryCompleted(
                        database.config().name(), lease.host(), sql.masked(), Duration.ofNanos(nanos), rows, error));
    }

    /** Whether a failure showed that this connection must not be used again. */
    public boolean isBroken() {
        return broken != null;
    }

    /** That failure; null if there was none. */
    public @Nullable DatabaseException brokenBy() {
        return broken;
    }

    @Override
    public void commit() throws SQLException {
        certainty.commitAndContinue(this);
    }

    @Override
    public void release() {
        endLimit();
        Alarm armed = alarm;
        if (armed != null) {
            armed.disarm();
        }
        DatabaseException cause = broken;
        if (cause == null) {
            lease.release();
        } else {
            lease.evict(cause.category().code(), cause.category() == ErrorCategory.CONNECTION_LOST);
        }
    }

    @Override
    public void abort() {
        lease.abort();
    }
}
