package dev.hawser.internal.jdbc;

import dev.hawser.RowMapper;
import dev.hawser.StatementResult;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.OutcomeUnknownException;
import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.spi.jdbc.JdbcCommits;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Runs statements on a lease, each admitted, timed, counted and judged. What it throws is a {@link DatabaseException}. Thread-safe. */
public final class JdbcStatements {

    /** SQLSTATE of ISO 9075: the connection was closed before the call. */
    private static final String CONNECTION_DOES_NOT_EXIST = "08003";

    private final StatementRunner runner;

    /** Starts a query whose rows are read as they arrive. */
    @FunctionalInterface
    public interface Opener<T extends @Nullable Object> {
        RowCursor<T> open(StatementRunner runner, JdbcConnection connection) throws SQLException;
    }

    JdbcStatements(StatementRunner runner) {
        this.runner = runner;
    }

    public <T> List<T> query(PooledJdbcLease lease, ParsedSql sql, @Nullable Object parameters, Class<T> type) {
        lease.admit(sql);
        long startedAt = lease.now();
        lease.limit(sql);
        try {
            List<T> rows = runner.query(lease.connection(), sql, parameters, type);
            lease.succeeded(sql, startedAt, rows.size());
            return rows;
        } catch (SQLException error) {
            throw lease.failed(sql, "query", startedAt, error);
        }
    }

    public <T extends @Nullable Object> List<T> query(
            PooledJdbcLease lease, ParsedSql sql, @Nullable Object parameters, RowMapper<T> mapper) {
        lease.admit(sql);
        long startedAt = lease.now();
        lease.limit(sql);
        try {
            List<T> rows = runner.query(lease.connection(), sql, parameters, mapper);
            lease.succeeded(sql, startedAt, rows.size());
            return rows;
        } catch (SQLException error) {
            throw lease.failed(sql, "query", startedAt, error);
        }
    }

    public <T> Optional<T> queryOne(PooledJdbcLease lease, ParsedSql sql, @Nullable Object parameters, Class<T> type) {
        lease.admit(sql);
        long startedAt = lease.now();
        lease.limit(sql);
        try {
            Optional<T> row = runner.queryOne(lease.connection(), sql, parameters, type);
            lease.succeeded(sql, startedAt, row.isPresent() ? 1 : 0);
            return row;
        } catch (SQLException error) {
            throw lease.failed(sql, "query", startedAt, error);
        }
    }

    public <T> Optional<T> queryOne(
            PooledJdbcLease lease, ParsedSql sql, @Nullable Object parameters, RowMapper<T> mapper) {
        lease.admit(sql);
        long startedAt = lease.now();
        lease.limit(sql);
        try {
            Optional<T> row = runner.queryOne(lease.connection(), sql, parameters, mapper);
            lease.succeeded(sql, startedAt, row.isPresent() ? 1 : 0);
            return row;
        } catch (SQLException error) {
            throw lease.failed(sql, "query", startedAt, error);
        }
    }

    public long update(PooledJdbcLease lease, ParsedSql sql, @Nullable Object parameters) {
        lease.admit(sql);
        long startedAt = lease.now();
        lease.limit(sql);
        try {
            long rows = runner.update(lease.connection(), sql, parameters);
            lease.succeeded(sql, startedAt, rows);
            return rows;
        } catch (SQLException error) {
            throw lease.failed(sql, "update", startedAt, error);
        }
    }

    public <K> K insert(PooledJdbcLease lease, ParsedSql sql, @Nullable Object parameters, Class<K> keyType) {
        lease.admit(sql);
        long startedAt = lease.now();
        lease.limit(sql);
        try {
            K key = runner.insert(lease.connection(), sql, parameters, keyType);
            lease.succeeded(sql, startedAt, 1);
            return key;
        } catch (SQLException error) {
            throw lease.failed(sql, "insert", startedAt, error);
        }
    }

    public StatementResult execute(PooledJdbcLease lease, ParsedSql sql, @Nullable Object parameters, int maxRows) {
        lease.admit(sql);
        long startedAt = lease.now();
        lease.limit(sql);
        try {
            StatementResult result = runner.execute(lease.connection(), sql, parameters, maxRows);
            lease.succeeded(sql, startedAt, result.returnsRows() ? result.rows().size() : result.affectedRows());
            return result;
        } catch (SQLException error) {
            throw lease.failed(sql, "statement", startedAt, error);
        }
    }

    /** As {@link #execute}, for a query of which as much is read as the bounds allow. */
    public StatementResult inspect(PooledJdbcLease lease, ParsedSql sql, ReadBounds bounds) {
        lease.admit(sql);
        long startedAt = lease.now();
        try {
            StatementResult result = runner.inspect(lease.connection(), sql, bounds);
            lease.succeeded(sql, startedAt, result.rows().size());
            return result;
        } catch (SQLException error) {
            throw lease.failed(sql, "query", startedAt, error);
        }
    }

    public long[] batch(PooledJdbcLease lease, ParsedSql sql, Collection<?> parameterSets) {
        lease.admit(sql);
        long startedAt = lease.now();
        try {
            long[] counts = runner.batch(lease.connection(), sql, parameterSets, () -> lease.limit(sql));
            lease.succeeded(sql, startedAt, counts.length);
            return counts;
        } catch (SQLException error) {
            throw lease.failed(sql, "batch of " + parameterSets.size(), startedAt, error);
        }
    }

    /** {@code label} stands for the load in logs and counts. */
    public long bulkInsert(
            PooledJdbcLease lease,
            ParsedSql label,
            String table,
            List<String> columns,
            Iterable<? extends List<? extends @Nullable Object>> rows) {
        lease.admit(label);
        long startedAt = lease.now();
        try {
            long inserted = runner.bulkInsert(lease.connection(), table, columns, rows);
            lease.succeeded(label, startedAt, inserted);
            return inserted;
        } catch (SQLException error) {
            throw lease.failed(label, "bulk insert into " + table, startedAt, error);
        }
    }

    /** Whose connection a stream reads from. One of the two is called, once. */
    public interface StreamOwner {

        /** Every row was read, or the reader had enough. */
        void finished();

        /** The stream failed: what was done is not to be committed. */
        void failed();
    }

    public <T extends @Nullable Object> Stream<T> stream(
            PooledJdbcLease lease, ParsedSql sql, Opener<T> opener, StreamOwner owner) {
        boolean opened = false;
        long startedAt = lease.now();
        try {
            lease.admit(sql);
            lease.limit(sql);
            RowCursor<T> cursor = opener.open(runner, lease.connection());
            lease.endLimit(); // the reader has all the time
            opened = true;
            Rows<T> rows = new Rows<>(lease, sql, cursor, startedAt, owner);
            return StreamSupport.stream(rows, false).onClose(rows::end);
        } catch (SQLException error) {
            throw lease.failed(sql, "query", startedAt, error);
        } finally {
            if (!opened) {
                owner.failed();
            }
        }
    }

    /** Rows as they arrive. The statement counts once, when it ends. */
    private static final class Rows<T extends @Nullable Object> extends Spliterators.AbstractSpliterator<T> {

        private final PooledJdbcLease lease;
        private final ParsedSql sql;
        private final RowCursor<T> cursor;
        private final long startedAt;
        private final StreamOwner owner;
        private long count;
        private boolean ended;

        Rows(PooledJdbcLease lease, ParsedSql sql, RowCursor<T> cursor, long startedAt, StreamOwner owner) {
            super(Long.MAX_VALUE, Spliterator.ORDERED);
            this.lease = lease;
            this.sql = sql;
            this.cursor = cursor;
            this.startedAt = startedAt;
            this.owner = owner;
        }

        @Override
        public boolean tryAdvance(Consumer<? super T> action) {
            if (ended) {
                return false;
            }
            try {
                if (!cursor.next()) {
                    end();
                    return false;
                }
                T row = cursor.value();
                count++;
                action.accept(row);
                return true;
            } catch (SQLException error) {
                DatabaseException meaning = lease.failed(sql, "query", startedAt, error);
                fail(meaning);
                throw meaning;
            } catch (RuntimeException | Error thrown) {
                fail(thrown);
                throw thrown;
            }
        }

        /** Also when the stream is closed before its last row. */
        void end() {
            if (ended) {
                return;
            }
            ended = true;
            lease.succeeded(sql, startedAt, count);
            try {
                cursor.close();
            } catch (SQLException error) {
                DatabaseException meaning = lease.failed(null, "closing a query", startedAt, error);
                owner.failed();
                throw meaning;
            }
            owner.finished();
        }

        private void fail(Throwable thrown) {
            if (ended) {
                return; // it ended well, and what was thrown came from its end
            }
            ended = true;
            try {
                cursor.close();
            } catch (SQLException error) {
                thrown.addSuppressed(lease.failed(null, "closing a query", startedAt, error));
            } finally {
                owner.failed();
            }
        }
    }

    public void begin(PooledJdbcLease lease, boolean readOnly) {
        long startedAt = lease.now();
        try {
            if (readOnly && !lease.connection().rules().readonly()) {
                lease.connection().setReadOnly(true);
            }
            lease.connection().begin();
        } catch (SQLException error) {
            throw lease.failed(null, "begin", startedAt, error);
        }
    }

    /** Commits, and goes back to auto-commit. */
    public void commit(PooledJdbcLease lease) {
        commit(lease, connection -> {
            connection.commit();
            return null;
        });
    }

    /** As {@link #commit(PooledJdbcLease)}, with the marker that makes its outcome known, if there is one. Returns the position of the commit; null if there is none. */
    @Nullable
    String commit(PooledJdbcLease lease, JdbcCommits commits, @Nullable String marker) {
        return commit(lease, connection -> connection.commit(commits, marker));
    }

    /** Commits; the next statement opens another transaction. An answer that is lost is an error as any other. */
    void commitAndContinue(PooledJdbcLease lease) {
        long startedAt = lease.now();
        try {
            lease.connection().commitAndContinue();
        } catch (SQLException error) {
            throw lease.failed(null, "commit", startedAt, error);
        }
    }

    /** As {@link #commit(PooledJdbcLease, JdbcCommits, String)}; the next statement opens another transaction. */
    @Nullable
    String commitAndContinue(PooledJdbcLease lease, JdbcCommits commits, @Nullable String marker) {
        return commit(lease, connection -> connection.commitAndContinue(commits, marker));
    }

    private interface Commit {
        @Nullable
        String on(JdbcConnection connection) throws SQLException;
    }

    private static @Nullable String commit(PooledJdbcLease lease, Commit commit) {
        long startedAt = lease.now();
        lease.refuseIfLate("commit");
        try {
            return commit.on(lease.connection());
        } catch (SQLException error) {
            DatabaseException meaning = lease.failed(null, "commit", startedAt, error);
            throw mayHaveArrived(meaning) ? new OutcomeUnknownException(meaning) : meaning;
        }
    }

    /** Whether a commit that failed so may have been done. On a connection that was closed before, nothing is sent any more. */
    private static boolean mayHaveArrived(DatabaseException commit) {
        return commit.category() == ErrorCategory.CONNECTION_LOST
                && !CONNECTION_DOES_NOT_EXIST.equals(commit.sqlState());
    }

    /** Something that Hawser itself wants to know of the server, and that does not count as a statement. */
    @FunctionalInterface
    public interface Question<T> {
        @Nullable
        T ask(Connection connection) throws SQLException;
    }

    public <T> @Nullable T ask(PooledJdbcLease lease, String attempted, Question<T> question) {
        long startedAt = lease.now();
        try {
            return question.ask(lease.connection().raw());
        } catch (SQLException error) {
            throw lease.failed(null, attempted, startedAt, error);
        }
    }

    public void rollback(PooledJdbcLease lease) {
        long startedAt = lease.now();
        try {
            lease.connection().rollback();
        } catch (SQLException error) {
            throw lease.failed(null, "roll back", startedAt, error);
        }
    }
}
