package dev.hawser.testkit.tds;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The transaction of a session, which may be begun several times and ends with the last commit or the first roll-back. For one thread at a time. */
final class SqlTransaction {

    private final TdsServer server;
    private Connection h2;
    private int depth;
    private long id;

    SqlTransaction(TdsServer server, Connection h2) {
        this.server = server;
        this.h2 = h2;
    }

    /** How often it was begun; 0 if none is open. */
    int depth() {
        return depth;
    }

    long id() {
        return id;
    }

    /** Goes on with another database. */
    void continueOn(Connection other) {
        h2 = other;
    }

    void begin(Tokens out) throws SqlServerError {
        if (depth++ == 0) {
            try {
                h2.setAutoCommit(false);
            } catch (SQLException error) {
                throw H2Errors.of(error);
            }
            id = server.nextTransaction();
            out.begun(id);
        }
    }

    void commit(Tokens out) throws SqlServerError {
        if (depth == 0) {
            throw new SqlServerError(
                    3902, 16, "The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.");
        }
        if (--depth == 0) {
            try {
                h2.commit();
                h2.setAutoCommit(true);
            } catch (SQLException error) {
                throw H2Errors.of(error);
            }
            out.committed(id);
        }
    }

    /** {@code rollback}, or to a savepoint that the statement names. */
    void rollBack(TsqlNode.Plain statement, Tokens out) throws SqlServerError {
        if (depth == 0) {
            throw new SqlServerError(
                    3903, 16, "The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.");
        }
        if (statement.tokens().size() > 2) {
            onSavepoint(statement, "rollback to savepoint ");
        } else {
            rollBack(out);
        }
    }

    void rollBack(Tokens out) throws SqlServerError {
        depth = 0;
        try {
            h2.rollback();
            h2.setAutoCommit(true);
        } catch (SQLException error) {
            throw H2Errors.of(error);
        }
        out.rolledBack(id);
    }

    void save(TsqlNode.Plain statement) throws SqlServerError {
        onSavepoint(statement, "savepoint ");
    }

    private void onSavepoint(TsqlNode.Plain named, String what) throws SqlServerError {
        String name = named.tokens().get(2).text();
        try (Statement statement = h2.createStatement()) {
            statement.execute(what + "\"" + name + "\"");
        } catch (SQLException error) {
            throw H2Errors.of(error);
        }
    }
}
