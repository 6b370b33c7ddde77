package dev.hawser.internal.session;

import dev.hawser.Position;
import dev.hawser.RowMapper;
import dev.hawser.Session;
import dev.hawser.StatementResult;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.jdbc.JdbcGateway;
import dev.hawser.internal.jdbc.JdbcStatements;
import dev.hawser.internal.jdbc.PooledJdbcLease;
import dev.hawser.internal.jdbc.SessionConnection;
import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.internal.topology.Access;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A session over a lease that is taken at the first statement. For one thread at a time. */
final class LeasedSession implements Session {

    private static final JdbcStatements.StreamOwner SESSION_GOES_ON = new JdbcStatements.StreamOwner() {
        @Override
        public void finished() {}

        @Override
        public void failed() {}
    };

    private final JdbcGateway gateway;
    private final JdbcStatements statements;
    private final Access access;
    private final boolean readOnly;
    private final Scope scope;
    private @Nullable PooledJdbcLease lease;
    private boolean inTransaction;
    private boolean ledByRunner;
    private boolean closed;

    LeasedSession(JdbcGateway gateway, Access access, boolean readOnly, Scope scope) {
        this.gateway = gateway;
        this.statements = gateway.statements();
        this.access = access;
        this.readOnly = readOnly;
        this.scope = scope;
    }

    /** From now on only the transaction runner ends transactions, not the work it runs. */
    LeasedSession led() {
        ledByRunner = true;
        return this;
    }

    /** The lease, inside a transaction. */
    private PooledJdbcLease active() {
        PooledJdbcLease active = leased();
        if (!inTransaction) {
            statements.begin(active, readOnly);
            inTransaction = true;
        }
        return active;
    }

    private ParsedSql parse(String sql) {
        ParsedSql parsed = gateway.parse(sql);
        if (ledByRunner && parsed.controlsTransaction()) {
            throw refused(
                    "the work inside transaction() must not begin or end transactions by text: " + parsed.masked(),
                    "Return to commit, throw to roll back, or use session()");
        }
        return parsed;
    }

    private PooledJdbcLease leased() {
        if (closed) {
            throw refused("the session is closed", "Take a new one with session()");
        }
        PooledJdbcLease current = lease;
        if (current == null) {
            current = scope.lease(gateway, access, readOnly);
            lease = current;
        }
        return current;
    }

    @Override
    public <T> List<T> query(String sql, @Nullable Object parameters, Class<T> type) {
        ParsedSql parsed = parse(sql);
        return statements.query(active(), parsed, parameters, type);
    }

    @Override
    public <T extends @Nullable Object> List<T> query(String sql, @Nullable Object parameters, RowMapper<T> mapper) {
        ParsedSql parsed = parse(sql);
        return statements.query(active(), parsed, parameters, mapper);
    }

    @Override
    public <T> Optional<T> queryOne(String sql, @Nullable Object parameters, Class<T> type) {
        ParsedSql parsed = parse(sql);
        return statements.queryOne(active(), parsed, parameters, type);
    }

    @Override
    public <T> Optional<T> queryOne(String sql, @Nullable Object parameters, RowMapper<T> mapper) {
        ParsedSql parsed = parse(sql);
        return statements.queryOne(active(), parsed, parameters, mapper);
    }

    @Override
    public <T> Stream<T> stream(String sql, @Nullable Object parameters, Class<T> type) {
        ParsedSql parsed = parse(sql);
        return statements.stream(
                active(),
                parsed,
                (runner, connection) -> runner.open(connection, parsed, parameters, type),
                SESSION_GOES_ON);
    }

    @Override
    public <T extends @Nullable Object> Stream<T> stream(String sql, @Nullable Object parameters, RowMapper<T> mapper) {
        ParsedSql parsed = parse(sql);
        return statements.stream(
                active(),
                parsed,
                (runner, connection) -> runner.open(connection, parsed, parameters, mapper),
                SESSION_GOES_ON);
    }

    @Override
    public long update(String sql, @Nullable Object parameters) {
        ParsedSql parsed = parse(sql);
        return statements.update(active(), parsed, parameters);
    }

    @Override
    public <K> K insert(String sql, @Nullable Object parameters, Class<K> keyType) {
        ParsedSql parsed = parse(sql);
        return statements.insert(active(), parsed, parameters, keyType);
    }

    @Override
    public StatementResult execute(String sql, @Nullable Object parameters, int maxRows) {
        ParsedSql parsed = parse(sql);
        return statements.execute(active(), parsed, parameters, maxRows);
    }

    @Override
    public long[] batch(String sql, Collection<?> parameterSets) {
        ParsedSql parsed = parse(sql);
        return statements.batch(active(), parsed, parameterSets);
    }

    @Override
    public long bulkInsert(
            String table, List<String> columns, Iterable<? extends List<? extends @Nullable Object>> rows) {
        return statements.bulkInsert(active(), gateway.bulkLabel(table, columns), table, columns, rows);
    }

    @Override
    public void commit() {
        refuseIfLed("commit");
        commitNow();
    }

    @Override
    public void rollback() {
        refuseIfLed("roll back");
        rollbackNow();
    }

    /** Commits what is open. Returns where in the database's history that is. */
    Position commitNow() {
        PooledJdbcLease current = openTransaction();
        if (current == null) {
            return Position.current(gateway.name());
        }
        inTransaction = false;
        return readOnly || gateway.readonly()
                ? committedRead(current)
                : gateway.certainty().commit(current, scope.deadline());
    }

    private Position committedRead(PooledJdbcLease current) {
        statements.commit(current);
        return Position.current(gateway.name());
    }

    /** What broke the connection, or showed that the host takes no writes, while no commit was on its way: nothing was done then. Null if nothing did. */
    @Nullable
    DatabaseException lostBeforeCommit() {
        PooledJdbcLease current = lease;
        return current == null ? null : current.brokenBy(); // a lost commit is another exception
    }

    void rollbackNow() {
        PooledJdbcLease current = openTransaction();
        if (current != null) {
            inTransaction = false;
            statements.rollback(current);
        }
    }

    private @Nullable PooledJdbcLease openTransaction() {
        if (closed) {
            throw refused("the session is closed", "Take a new one with session()");
        }
        return inTransaction ? lease : null;
    }

    private void refuseIfLed(String what) {
        if (ledByRunner) {
            throw refused(
                    "the work inside transaction() must not " + what + " by itself",
                    "Return to commit, throw to roll back, or use session()");
        }
    }

    @Override
    public java.sql.Connection connection() {
        return SessionConnection.of(gateway, active());
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (ledByRunner) {
            return;
        }
        closeNow();
    }

    /** Rolls back what is open and gives the connection back, even if rolling back fails. */
    void closeNow() {
        if (closed) {
            return;
        }
        PooledJdbcLease current = lease;
        try {
            if (current != null && !current.isBroken()) { // a broken connection is closed, and the server rolls back
                rollbackNow();
            }
        } finally {
            closed = true;
            lease = null;
            if (current != null) {
                current.release();
            }
        }
    }

    private DatabaseException refused(String reason, String advice) {
        String name = gateway.name();
        return new DatabaseException(ErrorCategory.REFUSED, name + ": " + reason, name, null, null, 0, advice, null);
    }
}
