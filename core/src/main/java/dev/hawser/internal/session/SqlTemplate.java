package dev.hawser.internal.session;

import dev.hawser.BackupSummary;
import dev.hawser.Consistency;
import dev.hawser.DatabaseInfo;
import dev.hawser.DatabaseMetrics;
import dev.hawser.DatabaseTopology;
import dev.hawser.Deadline;
import dev.hawser.Health;
import dev.hawser.Inspection;
import dev.hawser.MigrationSummary;
import dev.hawser.OperationTimes;
import dev.hawser.Pool;
import dev.hawser.RowMapper;
import dev.hawser.Session;
import dev.hawser.SqlDatabase;
import dev.hawser.StatementResult;
import dev.hawser.StatementSummary;
import dev.hawser.TransactionResult;
import dev.hawser.TransactionWork;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.ManagedDatabase;
import dev.hawser.internal.jdbc.JdbcGateway;
import dev.hawser.internal.jdbc.JdbcStatements;
import dev.hawser.internal.jdbc.PooledJdbcLease;
import dev.hawser.internal.jdbc.ReadBounds;
import dev.hawser.internal.retry.RetryPolicy;
import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.internal.topology.Access;
import dev.hawser.spi.jdbc.SqlDialect;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The SQL database an application sees; with a deadline or a label, a view of it. Thread-safe. */
public final class SqlTemplate implements SqlDatabase {

    private final JdbcGateway gateway;
    private final ManagedDatabase database;
    private final JdbcStatements statements;
    private final TransactionRunner transactions;
    private final Inspector inspector;
    private final Scope scope;

    public SqlTemplate(JdbcGateway gateway) {
        this(gateway, Scope.NONE);
    }

    private SqlTemplate(JdbcGateway gateway, Scope scope) {
        this.gateway = gateway;
        this.database = gateway.database();
        this.statements = gateway.statements();
        this.transactions = new TransactionRunner(gateway);
        this.inspector = new Inspector(gateway);
        this.scope = scope;
    }

    /** What is to be prepared on the server, once its hosts are known. Blocks. */
    public void start() {
        gateway.certainty().prepare();
    }

    /** What has to be done every second or so. May block. */
    public void maintain() {
        gateway.certainty().maintain();
    }

    @FunctionalInterface
    private interface Work<T extends @Nullable Object> {
        T run(PooledJdbcLease lease, ParsedSql sql);
    }

    /**
     * Runs one statement. A read goes where reads go, and runs again if its connection breaks. Should a host refuse what was taken for a read, because it
     * calls something that writes, nothing was done and the primary is asked.
     */
    private <T extends @Nullable Object> T statement(String text, Work<T> work) {
        ParsedSql sql = gateway.parse(text);
        if (!sql.read()) {
            return once(Access.WRITE, sql, work);
        }
        try {
            return retried(() -> once(gateway.reads(), sql, work));
        } catch (DatabaseException error) {
            if (error.category() == ErrorCategory.WRONG_ROLE && database.routes()) {
                return once(Access.WRITE, sql, work);
            }
            throw error;
        }
    }

    private <T extends @Nullable Object> T retried(Callable<T> read) {
        try {
            return database.retry()
                    .callElsewhere(scope.deadline(), error -> error.category() == ErrorCategory.CONNECTION_LOST, read);
        } catch (RuntimeException thrown) {
            throw thrown;
        } catch (Exception checked) {
            throw new IllegalStateException("a read threw a checked exception", checked);
        }
    }

    private <T extends @Nullable Object> T once(Access access, ParsedSql sql, Work<T> work) {
        PooledJdbcLease lease = scope.lease(gateway, access, false);
        try {
            return lease.needsTransaction() ? inTransaction(lease, sql, work) : work.run(lease, sql);
        } finally {
            lease.release();
        }
    }

    /** Behind a pooler a session keeps no limits: they are set inside each transaction, so there must be one. */
    private <T extends @Nullable Object> T inTransaction(PooledJdbcLease lease, ParsedSql sql, Work<T> work) {
        statements.begin(lease, false);
        T result = work.run(lease, sql); // if it fails, giving the connection back rolls back
        statements.commit(lease);
        return result;
    }

    @Override
    public <T> List<T> query(String sql, @Nullable Object parameters, Class<T> type) {
        return statement(sql, (lease, parsed) -> statements.query(lease, parsed, parameters, type));
    }

    @Override
    public <T extends @Nullable Object> List<T> query(String sql, @Nullable Object parameters, RowMapper<T> mapper) {
        return statement(sql, (lease, parsed) -> statements.query(lease, parsed, parameters, mapper));
    }

    @Override
    public <T> Optional<T> queryOne(String sql, @Nullable Object parameters, Class<T> type) {
        return statement(sql, (lease, parsed) -> statements.queryOne(lease, parsed, parameters, type));
    }

    @Override
    public <T> Optional<T> queryOne(String sql, @Nullable Object parameters, RowMapper<T> mapper) {
        return statement(sql, (lease, parsed) -> statements.queryOne(lease, parsed, parameters, mapper));
    }

    @Override
    public <T> Stream<T> stream(String sql, @Nullable Object parameters, Class<T> type) {
        ParsedSql parsed = gateway.parse(sql);
        return stream(parsed, (runner, connection) -> runner.open(connection, parsed, parameters, type));
    }

    @Override
    public <T extends @Nullable Object> Stream<T> stream(String sql, @Nullable Object parameters, RowMapper<T> mapper) {
        ParsedSql parsed = gateway.parse(sql);
        return stream(parsed, (runner, connection) -> runner.open(connection, parsed, parameters, mapper));
    }

    /** Inside a transaction, because PostgreSQL's driver fetches in blocks only there. It is committed when the stream ends. */
    private <T extends @Nullable Object> Stream<T> stream(ParsedSql sql, JdbcStatements.Opener<T> opener) {
        PooledJdbcLease lease = scope.lease(gateway, sql.read() ? gateway.reads() : Access.WRITE, false);
        try {
            statements.begin(lease, false);
        } catch (RuntimeException error) {
            lease.release();
            throw error;
        }
        return statements.stream(lease, sql, opener, new JdbcStatements.StreamOwner() {
            @Override
            public void finished() {
                try {
                    statements.commit(lease);
                } finally {
                    lease.release();
                }
            }

            @Override
            public void failed() {
                lease.release(); // which rolls back
            }
        });
    }

    @Override
    public long update(String sql, @Nullable Object parameters) {
        return once(Access.WRITE, gateway.parse(sql), (lease, parsed) -> statements.update(lease, parsed, parameters));
    }

    @Override
    public <K> K insert(String sql, @Nullable Object parameters, Class<K> keyType) {
        return once(
                Access.WRITE,
                gateway.parse(sql),
                (lease, parsed) -> statements.insert(lease, parsed, parameters, keyType));
    }

    @Override
    public StatementResult execute(String sql, @Nullable Object parameters, int maxRows) {
        return statement(sql, (lease, parsed) -> statements.execute(lease, parsed, parameters, maxRows));
    }

    @Override
    public Inspection inspect(String sql, int maxRows, long maxBytes) {
        ReadBounds bounds = new ReadBounds(maxRows, maxBytes);
        ParsedSql admitted = inspector.admit(sql);
        return retried(() -> inspector.run(admitted, bounds, scope));
    }

    @Override
    public long[] batch(String sql, Collection<?> parameterSets) {
        return transaction(tx -> tx.batch(sql, parameterSets)).value();
    }

    @Override
    public long bulkInsert(
            String table, List<String> columns, Iterable<? extends List<? extends @Nullable Object>> rows) {
        try (LeasedSession session = new LeasedSession(gateway, Access.WRITE, false, scope)) {
            long inserted = session.bulkInsert(table, columns, rows); // once only: the rows may be readable once only
            session.commit();
            return inserted;
        }
    }

    @Override
    public Session session() {
        database.refuseIfClosed();
        return new LeasedSession(gateway, Access.WRITE, false, scope);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> TransactionResult<T> transaction(
            TransactionWork<T, X> work) throws X {
        return transactions.write(work, scope);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(Consistency consistency, TransactionWork<T, X> work)
            throws X {
        return transactions.read(work, Access.read(consistency), scope);
    }

    @Override
    public <T extends @Nullable Object> T withRetry(int retries, Duration firstDelay, Callable<T> work)
            throws Exception {
        if (retries < 0 || firstDelay.isNegative()) {
            throw new IllegalArgumentException(
                    "retries and first delay must not be negative: " + retries + ", " + firstDelay);
        }
        return database.retry().with(retries, firstDelay).call(scope.deadline(), RetryPolicy::repeatable, work);
    }

    @Override
    public SqlDatabase withDeadline(Deadline deadline) {
        return new SqlTemplate(gateway, scope.within(deadline));
    }

    @Override
    public SqlDatabase withLabel(String label) {
        return new SqlTemplate(gateway, scope.labelled(label));
    }

    @Override
    public DataSource dataSource() {
        return gateway.dataSource();
    }

    @Override
    public java.sql.Connection connection() {
        return gateway.connection();
    }

    @Override
    public java.sql.Connection unlimitedConnection() {
        database.refuseIfClosed();
        return gateway.unlimited(scope.lease(gateway, Access.WRITE, false));
    }

    @Override
    public SqlDialect dialect() {
        return gateway.dialect();
    }

    @Override
    public String name() {
        return gateway.name();
    }

    @Override
    public String engine() {
        return database.config().engine();
    }

    @Override
    public DatabaseInfo info() {
        return database.info();
    }

    @Override
    public Health health(boolean force) {
        return database.health(force);
    }

    @Override
    public Pool pool() {
        return database.pool();
    }

    @Override
    public Health lastHealth() {
        return database.lastHealth();
    }

    @Override
    public DatabaseTopology topology() {
        return database.topology();
    }

    @Override
    public List<OperationTimes> operations() {
        return database.statistics().operations();
    }

    @Override
    public List<StatementSummary> statements() {
        return gateway.summaries();
    }

    @Override
    public DatabaseMetrics metrics() {
        return database.metrics();
    }

    @Override
    public Health reconnect() {
        return database.reconnect();
    }

    @Override
    public MigrationSummary migrate() {
        return database.upkeep().migrate();
    }

    @Override
    public List<BackupSummary> backups() {
        return database.upkeep().backups();
    }

    @Override
    public BackupSummary takeBackup() {
        return database.upkeep().takeBackup();
    }
}
