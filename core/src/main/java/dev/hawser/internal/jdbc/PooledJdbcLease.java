package dev.hawser.internal.jdbc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hawser.Deadline;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.internal.ManagedDatabase;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.internal.sql.StatementCache;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A lease from a pool, seen as JDBC. For one thread at a time. */
public final class PooledJdbcLease implements JdbcLease {

    private final ManagedDatabase database;
    private final StatementCache cache;
    private final Lease lease;
    private final JdbcConnection connection;
    private final boolean readOnlyByRequest;
    private @Nullable DatabaseException broken;
    private @Nullable Alarm alarm;

    PooledJdbcLease(ManagedDatabase database, StatementCache cache, Lease lease, boolean readOnlyByRequest) {
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

    /** Cancels whatever runs on this connection when {@code deadline} is over. */
    public void cancelAt(@Nullable Deadline deadline) {
        if (deadline != null) {
            Alarm armed = new Alarm(connection);
            armed.scheduled = database.threads()
                    .timer()
                    .schedule(
                            () -> database.threads().workers().execute(armed::ring),
                            deadline.remainingNanos(now()),
                            TimeUnit.NANOSECONDS);
            alarm = armed;
        }
    }

    /** Cancels a statement at a deadline. Once it is disarmed it cancels nothing any more, so that it cannot hit the next borrower. */
    private static final class Alarm {

        private final ReentrantLock lock = new ReentrantLock();
        private final JdbcConnection connection;
        private @Nullable ScheduledFuture<?> scheduled;

        @GuardedBy("lock")
        private boolean disarmed;

        Alarm(JdbcConnection connection) {
            this.connection = connection;
        }

        void ring() {
            lock.lock();
            try {
                if (!disarmed) {
                    connection.cancel(); // over the network: disarming waits for it, but only when the deadline is over
                    // anyway
                }
            } finally {
                lock.unlock();
            }
        }

        void disarm() {
            if (scheduled != null) {
                scheduled.cancel(false);
            }
            lock.lock();
            try {
                disarmed = true;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Whether a statement must run inside a transaction for the engine's limits to hold. */
    public boolean needsTransaction() {
        return !connection.rules().transactionPrologue().isEmpty();
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
    public void succeeded(ParsedSql sql, long startedAt, long rows) {
        long nanos = now() - startedAt;
        database.statistics().statement(nanos, true);
        database.queryLog().succeeded(lease.host(), sql, nanos, rows);
        if (database.events().heard()) {
            tell(sql, nanos, rows, null);
        }
    }

    @Override
    public DatabaseException failed(@Nullable ParsedSql sql, String attempted, long startedAt, SQLException error) {
        long nanos = now() - startedAt;
        DatabaseException meaning = database.errors()
                .translate(
                        lease.host(),
                        attempted + " on " + lease.host(),
                        Duration.ofNanos(nanos),
                        error,
                        readOnlyByRequest);
        if (meaning.category().breaksConnection()) {
            broken = meaning;
        }
        if (sql != null) {
            connection.statementFailed();
            database.statistics().statement(nanos, false);
            database.queryLog().failed(lease.host(), sql, nanos, meaning);
            if (database.events().heard()) {
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

    @Override
    public void release() {
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
