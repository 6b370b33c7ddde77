package dev.hawser.spi.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Whether a server has ended a transaction by itself when a statement in it failed. What comes after that would run in another one, and a commit would keep half of the work.
 * Thread-safe.
 */
@FunctionalInterface
public interface TransactionEnd {

    /** Of a server that keeps a transaction that has failed until it is rolled back, or refuses to go on in it. */
    TransactionEnd NEVER = (error, connection) -> false;

    /**
     * Whether {@code error}, which a statement in a transaction has just brought, ended it. May ask the server, on the connection of the statement.
     *
     * @throws SQLException the server does not say; the transaction counts as ended then
     */
    boolean endedBy(SQLException error, Connection connection) throws SQLException;

    /** Of a server that says how many transactions are open in the session: {@code sql} gives that in one row and one column. */
    static TransactionEnd countedBy(String sql) {
        return (error, connection) -> number(connection, sql) == 0;
    }

    /** The whole number that {@code sql} gives in one row and one column. */
    static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }
}
