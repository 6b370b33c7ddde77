package dev.hawser.internal.jdbc;

import dev.hawser.RowMapper;
import dev.hawser.StatementResult;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.OutcomeUnknownException;
import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.spi.jdbc.JdbcConnection;
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
        try {
            StatementResult result = runner.execute(lease.connection(), sql, parameters, maxRows);
            lease.succeeded(sql, startedAt, result.returnsRows() ? result.rows().size() : result.affectedRows());
            return result;
        } catch (SQLException error) {
            throw lease.failed(sql, "statement", startedAt, error);
        }
    }

    public long[] batch(PooledJdbcLease lease, ParsedSql sql, Collection<?> parameterSets) {
        lease.admit(sql);
        long startedAt = lease.now();
        try {
            long[] counts = runner.batch(lease.connection(), sql, parameterSets);
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

    /** {@code onEnd} runs once, when the stream is exhausted, fails or is closed. */
    public <T extends @Nullable Object> Stream<T> stream(
            PooledJdbcLease lease, ParsedSql sql, Opener<T> opener, Runnable onEnd) {
        lease.admit(sql);
        long startedAt = lease.now();
        try {
            RowCursor<T> cursor = opener.open(runner, lease.connection());
            Rows<T> rows = new Rows<>(lease, sql, cursor, startedAt, onEnd);
            return StreamSupport.stream(rows, false).onClose(rows::end);
        } catch (SQLException error) {
            onEnd.run();
            throw lease.failed(sql, "query", startedAt, error);
        } catch (RuntimeException error) {
            onEnd.run();
            throw error;
        }
    }

    /** Rows as they arrive. The statement counts once, when it ends. */
    private static final class Rows<T extends @Nullable Object> extends Spliterators.AbstractSpliterator<T> {

        private final PooledJdbcLease lease;
        private final ParsedSql sql;
        private final RowCursor<T> cursor;
        private final long startedAt;
        private final Runnable onEnd;
        private long count;
        private boolean ended;

        Rows(PooledJdbcLease lease, ParsedSql sql, RowCursor<T> cursor, long startedAt, Runnable onEnd) {
            super(Long.MAX_VALUE, Spliterator.ORDERED);
            this.lease = lease;
            this.sql = sql;
            this.cursor = cursor;
            this.startedAt = startedAt;
            this.onEnd = onEnd;
        }

        @Override
        public boolean tryAdvance(Consumer<? super T> action) {
            if (ended) {
                return false;
            }
            T row;
            try {
                if (!cursor.next()) {
                    end();
                    return false;
                }
                row = cursor.value();
            } catch (SQLException error) {
                ended = true;
                DatabaseException meaning = lease.failed(sql, "query", startedAt, error);
                closeCursor(meaning);
                onEnd.run();
                throw meaning;
            }
            count++;
            action.accept(row);
            return true;
        }

        void end() {
            if (!ended) {
                ended = true;
                lease.succeeded(sql, startedAt, count);
                closeCursor(null);
                onEnd.run();
            }
        }

        private void closeCursor(@Nullable DatabaseException under) {
            try {
                cursor.close();
            } catch (SQLException error) {
                DatabaseException meaning = lease.failed(null, "closing a query", startedAt, error);
                if (under != null) {
                    under.addSuppressed(meaning);
                }
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

    public void commit(PooledJdbcLease lease) {
        long startedAt = lease.now();
        try {
            lease.connection().commit();
        } catch (SQLException error) {
            DatabaseException meaning = lease.failed(null, "commit", startedAt, error);
            throw meaning.category() == ErrorCategory.CONNECTION_LOST ? new OutcomeUnknownException(meaning) : meaning;
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
