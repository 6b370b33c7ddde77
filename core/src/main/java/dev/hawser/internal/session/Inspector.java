package dev.hawser.internal.session;

import dev.hawser.Inspection;
import dev.hawser.StatementResult;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.internal.jdbc.JdbcGateway;
import dev.hawser.internal.jdbc.JdbcStatements;
import dev.hawser.internal.jdbc.PooledJdbcLease;
import dev.hawser.internal.jdbc.ReadBounds;
import dev.hawser.internal.sql.ParsedSql;
import dev.hawser.spi.Capability;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Runs a query that comes from outside. Three things keep it from changing anything: its text must be one query that lifts no protection, its transaction is read-only, and
 * that transaction is rolled back. Where the server knows no read-only transactions, the text must certainly change nothing. Thread-safe.
 */
final class Inspector {

    private final JdbcGateway gateway;
    private final JdbcStatements statements;

    Inspector(JdbcGateway gateway) {
        this.gateway = gateway;
        this.statements = gateway.statements();
    }

    /** The text, if it may be sent. */
    ParsedSql admit(String text) {
        ParsedSql sql = gateway.parse(text);
        String reason = refusal(sql);
        if (reason != null) {
            throw new DatabaseException(
                    ErrorCategory.REFUSED,
                    gateway.name() + ": the query was not sent, because " + reason,
                    gateway.name(),
                    null,
                    null,
                    0,
                    "Send one query: select, with, values, table, show, explain, describe or pragma, and nothing that writes",
                    null);
        }
        return sql;
    }

    private @Nullable String refusal(ParsedSql sql) {
        if (sql.masked().isBlank()) {
            return "it is empty";
        }
        String breach = sql.readonlyBreach();
        if (breach != null) {
            return breach;
        }
        if (!sql.asks()) {
            return "it is no query";
        }
        if (sql.positional() || sql.parameterCount() > 0) {
            return "it has parameters, and there are no values for them: write the values into it";
        }
        boolean serverRefusesWrites = gateway.database().engine().capabilities().contains(Capability.READONLY);
        return serverRefusesWrites || sql.read()
                ? null
                : "it may write, and " + gateway.database().config().engine() + " has no read-only transactions";
    }

    Inspection run(ParsedSql sql, ReadBounds bounds, Scope scope) {
        PooledJdbcLease lease = scope.lease(gateway, gateway.reads(), true);
        try {
            statements.begin(lease, true);
            long startedAt = lease.now();
            StatementResult result = statements.inspect(lease, sql, bounds);
            Duration took = Duration.ofNanos(lease.now() - startedAt);
            statements.rollback(lease);
            return new Inspection(lease.host(), took, result.columns(), result.rows(), result.truncated());
        } finally {
            lease.release(); // which rolls back, should it have failed
        }
    }
}
