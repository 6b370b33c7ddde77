package dev.hawser.testkit;

import dev.hawser.SqlOperations;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/**
 * Money to be moved from one account to another, once. Immutable.
 *
 * @param id no other transfer of the run has it
 */
public record Transfer(long id, int source, int target, int amount) {

    /**
     * Writes it, in the transaction that is open on {@code connection}: three statements, without a commit. Concurrent transfers do not deadlock: all change the
     * account with the lower number first.
     */
    public void apply(Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into transfers (id, source, target, amount) values (?, ?, ?, ?)")) {
            insert.setLong(1, id);
            insert.setInt(2, source);
            insert.setInt(3, target);
            insert.setInt(4, amount);
            insert.executeUpdate();
        }
        try (PreparedStatement update =
                connection.prepareStatement("update accounts set balance = balance + ? where id = ?")) {
            for (int account : lowerFirst()) {
                update.setInt(1, gainOf(account));
                update.setInt(2, account);
                update.executeUpdate();
            }
        }
    }

    /** As {@link #apply(Connection)}, through Hawser: in a session, or in the work of a transaction. */
    public void apply(SqlOperations transaction) {
        transaction.update(
                "insert into transfers (id, source, target, amount) values (:id, :source, :target, :amount)", this);
        for (int account : lowerFirst()) {
            transaction.update(
                    "update accounts set balance = balance + :gain where id = :account",
                    Map.of("gain", gainOf(account), "account", account));
        }
    }

    private int[] lowerFirst() {
        return new int[] {Math.min(source, target), Math.max(source, target)};
    }

    private int gainOf(int account) {
        return account == target ? amount : -amount;
    }
}
