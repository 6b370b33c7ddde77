package dev.hawser.migrations;

import dev.hawser.SqlDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Finds out whether the server's session is this connection's own. A pooler in transaction mode gives it to others between two transactions: then a lock of the session belongs
 * to nobody, or to somebody else.
 */
final class PoolerCheck {

    private static final int ROUNDS = 3;
    private static final String SESSION = "select pg_backend_pid()";

    private PoolerCheck() {}

    /** Refuses a database whose sessions are shared. Asks a second connection only if there is a pooler. */
    static void require(SqlDatabase database, Connection connection) throws SQLException {
        if (!StatementSender.engine(database.dialect()).isPooledOutside(connection)) {
            return;
        }
        long mine = session(connection);
        boolean shared = false;
        try (Connection other = database.connection()) {
            other.setAutoCommit(false);
            for (int round = 0; round < ROUNDS; round++) {
                shared |= session(other) == mine; // it is nobody's while this connection is in no transaction
                shared |= session(connection) != mine;
                other.rollback();
            }
        }
        if (shared) {
            throw new MigrationException(
                    database.name() + ": a pooler in transaction mode stands before the server (PgBouncer: pool_mode ="
                            + " transaction), so there is no session that could hold the lock of the migrations. Give them"
                            + " the server's own address, or a pool in session mode. Nothing was changed",
                    null);
        }
    }

    private static long session(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SESSION)) {
            row.next();
            return row.getLong(1);
        }
    }
}
