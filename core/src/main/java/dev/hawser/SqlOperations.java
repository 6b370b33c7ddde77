package dev.hawser;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The statement helpers that a {@link SqlDatabase} and a {@link Session} share.
 *
 * <p>SQL takes named parameters: {@code :name}. Values come from a {@code Map}, a record, or a bean with getters. A collection or array
 * (except {@code byte[]}) expands inside {@code in (:ids)}. A missing or an unused parameter is an error that names it.
 *
 * <p>A {@code type} may be a record (components are matched to column labels, ignoring case and underscores), a scalar such as
 * {@code Long}, {@code String}, {@code UUID} or a {@code java.time} type (one column), {@code Map} (column order kept), or {@link Row}.
 *
 * <p>Every method blocks until the server answers, at most for the statement time-out, and throws
 * {@link dev.hawser.error.DatabaseException}.
 */
public interface SqlOperations {

    /** All rows of a query. */
    default List<Row> query(String sql) {
        return query(sql, null, Row.class);
    }

    /** All rows of a query. */
    default List<Row> query(String sql, @Nullable Object parameters) {
        return query(sql, parameters, Row.class);
    }

    /** All rows of a query, each as a {@code type}. */
    default <T> List<T> query(String sql, Class<T> type) {
        return query(sql, null, type);
    }

    /** All rows of a query, each as a {@code type}. */
    <T> List<T> query(String sql, @Nullable Object parameters, Class<T> type);

    /** All rows of a query, each through {@code mapper}. */
    <T extends @Nullable Object> List<T> query(String sql, @Nullable Object parameters, RowMapper<T> mapper);

    /** The only row of a query, if there is one. More than one row is an error of category {@code DATA}. */
    default Optional<Row> queryOne(String sql) {
        return queryOne(sql, null, Row.class);
    }

    /** The only row of a query, if there is one. More than one row is an error of category {@code DATA}. */
    default Optional<Row> queryOne(String sql, @Nullable Object parameters) {
        return queryOne(sql, parameters, Row.class);
    }

    /** The only row of a query, if there is one. More than one row is an error of category {@code DATA}. */
    default <T> Optional<T> queryOne(String sql, Class<T> type) {
        return queryOne(sql, null, type);
    }

    /**
     * The only row of a query, if there is one. More than one row is an error of category {@code DATA}. A scalar that is SQL {@code NULL}
     * gives an empty result too.
     */
    <T> Optional<T> queryOne(String sql, @Nullable Object parameters, Class<T> type);

    /** The only row of a query, if there is one, through {@code mapper}. More than one row is an error of category {@code DATA}. */
    <T> Optional<T> queryOne(String sql, @Nullable Object parameters, RowMapper<T> mapper);

    /**
     * The rows of a query as they arrive, fetched in blocks of about 1,000. The stream holds its connection until it is exhausted or closed: use it
     * in a try-with-resources statement.
     */
    <T> Stream<T> stream(String sql, @Nullable Object parameters, Class<T> type);

    /** As {@link #stream(String, Object, Class)}, through {@code mapper}. A {@link Row} is valid only inside the mapper. */
    <T extends @Nullable Object> Stream<T> stream(String sql, @Nullable Object parameters, RowMapper<T> mapper);

    /** Runs a statement and returns the number of rows it affected; 0 for one that counts none, such as DDL. */
    default long update(String sql) {
        return update(sql, null);
    }

    /** Runs a statement and returns the number of rows it affected; 0 for one that counts none, such as DDL. */
    long update(String sql, @Nullable Object parameters);

    /** Inserts one row and returns its generated key. It is an error of category {@code DATA} if the statement generated none. */
    default long insert(String sql) {
        return insert(sql, null, Long.class);
    }

    /** Inserts one row and returns its generated key. It is an error of category {@code DATA} if the statement generated none. */
    default long insert(String sql, @Nullable Object parameters) {
        return insert(sql, parameters, Long.class);
    }

    /** Inserts one row and returns its generated key as a {@code keyType}, for keys such as UUIDs. */
    <K> K insert(String sql, @Nullable Object parameters, Class<K> keyType);

    /**
     * Runs one statement once for each set of parameters, sent together. Returns the affected rows of each; a driver that does not tell gives
     * {@link java.sql.Statement#SUCCESS_NO_INFO}'s value, -2. Outside a transaction the batch is one transaction of its own.
     */
    long[] batch(String sql, Collection<?> parameterSets);

    /**
     * Runs a statement of which the caller does not know whether it returns rows, for consoles and the like.
     *
     * @param maxRows how many rows are read at most, from 1; the rest is left out, and {@link StatementResult#truncated()} says so
     */
    StatementResult execute(String sql, @Nullable Object parameters, int maxRows);

    /**
     * Inserts many rows in the fastest way that the engine has, as one transaction when it is called outside of one. Each row has one value a column, in
     * the order of {@code columns}. Returns the number of rows inserted. Names are quoted as identifiers; {@code table} may be {@code schema.table}.
     */
    long bulkInsert(String table, List<String> columns, Iterable<? extends List<? extends @Nullable Object>> rows);
}
