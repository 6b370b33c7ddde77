package dev.hawser.internal.jdbc;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.mapping.Parameters;
import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcValues;
import dev.hawser.spi.jdbc.SqlDialect;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Makes driver statements with their parameters set. Thread-safe. */
final class StatementPreparer {

    private final SqlDialect dialect;
    private final JdbcValues values;

    StatementPreparer(SqlDialect dialect, JdbcValues values) {
        this.dialect = dialect;
        this.values = values;
    }

    PreparedStatement prepare(JdbcConnection connection, ParsedSql sql, @Nullable Object parameters)
            throws SQLException {
        return prepare(connection, sql, parameters, Statement.NO_GENERATED_KEYS);
    }

    /** A read need not send more than two rows; anything else runs to its end. */
    PreparedStatement prepareOne(JdbcConnection connection, ParsedSql sql, @Nullable Object parameters)
            throws SQLException {
        PreparedStatement statement = prepare(connection, sql, parameters);
        if (sql.read()) {
            try {
                statement.setMaxRows(2);
            } catch (Throwable failed) {
                throw closing(statement, failed);
            }
        }
        return statement;
    }

    PreparedStatement prepareInsert(JdbcConnection connection, ParsedSql sql, @Nullable Object parameters)
            throws SQLException {
        return prepare(
                connection,
                sql,
                parameters,
                sql.returning() ? Statement.NO_GENERATED_KEYS : Statement.RETURN_GENERATED_KEYS);
    }

    private PreparedStatement prepare(JdbcConnection connection, ParsedSql sql, @Nullable Object parameters, int keys)
            throws SQLException {
        requireNamed(sql);
        @Nullable Object[] bound = Parameters.values(sql, parameters);
        String text = sql.driverSql();
        if (sql.hasListed() && ListExpansion.isNeeded(sql, bound)) {
            ListExpansion expansion = ListExpansion.of(sql, bound);
            text = expansion.sql();
            bound = expansion.values();
        }
        checkCount(sql, bound.length);
        PreparedStatement statement = create(connection, sql, text, keys);
        try {
            bind(statement, bound);
            return statement;
        } catch (Throwable failed) {
            throw closing(statement, failed);
        }
    }

    /** A statement for {@link #addBatch}. */
    PreparedStatement prepareBatch(JdbcConnection connection, ParsedSql sql) throws SQLException {
        requireNamed(sql);
        return create(connection, sql, sql.driverSql(), Statement.NO_GENERATED_KEYS);
    }

    void addBatch(PreparedStatement statement, ParsedSql sql, @Nullable Object parameters) throws SQLException {
        bind(statement, batchable(sql, Parameters.values(sql, parameters)));
        statement.addBatch();
    }

    private static @Nullable Object[] batchable(ParsedSql sql, @Nullable Object[] values) {
        if (sql.hasListed() && ListExpansion.isNeeded(sql, values)) {
            throw new DatabaseException(
                    ErrorCategory.REFUSED, "a batch cannot expand lists inside \"in (…)\": " + sql.masked());
        }
        return values;
    }

    private static void requireNamed(ParsedSql sql) {
        if (sql.positional()) {
            throw new DatabaseException(
                    ErrorCategory.REFUSED, "the helpers take named parameters, :name, and not ?: " + sql.masked());
        }
    }

    private void checkCount(ParsedSql sql, int count) {
        if (count > dialect.maxParameters()) {
            throw new DatabaseException(
                    ErrorCategory.REFUSED,
                    count + " parameters, and " + dialect.name() + " takes " + dialect.maxParameters()
                            + " at most; split the list: " + sql.masked());
        }
    }

    private void requireOne(ParsedSql sql) {
        if (sql.masked().isBlank()) {
            throw new DatabaseException(ErrorCategory.REFUSED, "the statement is empty");
        }
        if (sql.several() && dialect.has(SqlDialect.Feature.SINGLE_STATEMENTS)) {
            throw new DatabaseException(
                    ErrorCategory.REFUSED,
                    "the text holds several statements, and " + dialect.name()
                            + " would run only the first; send them one by one: " + sql.masked());
        }
    }

    private PreparedStatement create(JdbcConnection connection, ParsedSql sql, String text, int keys)
            throws SQLException {
        requireOne(sql);
        if (sql.changesSession()) {
            connection.sessionChanged();
        }
        PreparedStatement statement = keys == Statement.NO_GENERATED_KEYS
                ? connection.raw().prepareStatement(text)
                : connection.raw().prepareStatement(text, keys);
        connection.running(statement);
        return statement;
    }

    private void bind(PreparedStatement statement, @Nullable Object[] bound) throws SQLException {
        for (int i = 0; i < bound.length; i++) {
            values.bind(statement, i + 1, bound[i]);
        }
    }

    /** Closes a statement that cannot be used. Rethrows what happened, with what happened at closing under it. */
    static SQLException closing(PreparedStatement statement, Throwable failed) throws SQLException {
        try {
            statement.close();
        } catch (SQLException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
        if (failed instanceof RuntimeException unchecked) {
            throw unchecked;
        } else if (failed instanceof Error error) {
            throw error;
        }
        return (SQLException) failed;
    }
}
