package dev.hawser.internal.jdbc;

import dev.hawser.Deadline;
import dev.hawser.StatementSummary;
import dev.hawser.internal.ManagedDatabase;
import dev.hawser.internal.pool.Lease;
import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.internal.sql.StatementCache;
import dev.hawser.internal.topology.Access;
import dev.hawser.spi.jdbc.JdbcEngine;
import dev.hawser.spi.jdbc.SqlDialect;
import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A managed database that speaks JDBC: leases of its connections, its statement cache, and its {@code DataSource}. Thread-safe. */
public final class JdbcGateway implements JdbcDoor {

    private final ManagedDatabase database;
    private final SqlDialect dialect;
    private final StatementCache cache;
    private final JdbcStatements statements;
    private final HawserDataSource dataSource;
    private final Access reads;
    private final CommitCertainty certainty;

    public JdbcGateway(ManagedDatabase database, JdbcEngine engine) {
        this.database = database;
        this.dialect = engine.dialect();
        this.cache = new StatementCache(dialect);
        this.statements = new JdbcStatements(new StatementRunner(dialect, engine.values()));
        this.dataSource = new HawserDataSource(this);
        this.reads = Access.read(database.config().reads().consistency());
        this.certainty = new CommitCertainty(this, engine.commits().orElse(null));
    }

    /** Takes a connection for what it is wanted for. */
    public PooledJdbcLease lease(Access access, boolean readOnlyByRequest, @Nullable Deadline deadline) {
        Lease lease = database.acquire(access, deadline);
        return new PooledJdbcLease(database, cache, certainty, lease, readOnlyByRequest);
    }

    @Override
    public JdbcLease acquire(boolean readOnly) {
        return lease(readOnly ? reads : Access.WRITE, readOnly, null);
    }

    @Override
    public boolean routes() {
        return database.routes();
    }

    @Override
    public String name() {
        return database.config().name();
    }

    @Override
    public boolean readonly() {
        return database.config().readonly();
    }

    @Override
    public boolean isClosed() {
        return database.isClosed();
    }

    /** Where a read goes when nothing is said of how fresh it must be. */
    public Access reads() {
        return reads;
    }

    /** How transactions are committed. */
    public CommitCertainty certainty() {
        return certainty;
    }

    /** A statement, read once. */
    public ParsedSql parse(String sql) {
        return cache.get(sql);
    }

    /** What the statements did that were run. */
    public List<StatementSummary> summaries() {
        return cache.summaries(database.threads().ticker());
    }

    public SqlDialect dialect() {
        return dialect;
    }

    public JdbcStatements statements() {
        return statements;
    }

    public DataSource dataSource() {
        return dataSource;
    }

    /** A JDBC connection, with Hawser's own errors. */
    public Connection connection() {
        database.refuseIfClosed();
        return dataSource.open();
    }

    /** As {@link #connection()}, on a connection that was taken already, freed of its limits in time. Released if that fails. Blocks. */
    public Connection unlimited(PooledJdbcLease lease) {
        try {
            lease.liftTimeLimits();
            return new HawserConnection(this, lease);
        } catch (RuntimeException failed) {
            lease.release();
            throw failed;
        }
    }

    /** What a bulk load is called in logs and in the holder's description. */
    public ParsedSql bulkLabel(String table, List<String> columns) {
        return cache.get("insert into " + table + " (" + String.join(", ", columns) + ")");
    }

    public ManagedDatabase database() {
        return database;
    }
}
