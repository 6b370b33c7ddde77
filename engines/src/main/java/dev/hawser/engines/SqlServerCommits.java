package dev.hawser.engines;

import dev.hawser.spi.jdbc.JdbcCommits;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Commits with a marker: a row of a table that the transaction writes last, in one batch with {@code commit}. A transaction whose answer was lost is decided by writing its
 * marker in its stead: that row is a tombstone, {@code committed = 0}, on whose key the transaction fails if it still comes. The server does not tell everybody whether a
 * transaction wrote anything, so every one gets a marker that ran a statement; and it remembers of no id what became of it.
 */
final class SqlServerCommits implements JdbcCommits {

    /** The same for everybody, whatever the default schema of a user is. */
    private static final String TABLE = "dbo." + CommitMarkers.TABLE;

    // Above 5,000 locks, of which a row takes one in each index, the server would lock the whole table.
    private static final int BATCH = 2_000;

    private static final Set<Integer> KEY_IS_THERE = Set.of(2601, 2627);

    /** Above read committed: it came while this waited for it. */
    private static final int UPDATE_CONFLICT = 3960;

    private static final Set<Integer> WAITED_IN_VAIN = Set.of(1222, 1205);

    /** Text, and no parameter: a commit within a call of a procedure, which a parameter takes, is an error. Without the marker there is no commit, whatever XACT_ABORT says. */
    private static String commitWith(UUID marker) {
        return "if @@trancount > 0 begin insert into " + TABLE + " (id) values ('" + marker
                + "'); if @@rowcount = 1 commit transaction end";
    }

    @Override
    public @Nullable String commit(Connection connection, @Nullable String marker) throws SQLException {
        if (marker == null) {
            connection.commit();
            return null;
        }
        try (Statement statement = connection.createStatement()) {
            // A commit that is given up by the driver may have been done, and nothing would say so.
            statement.setQueryTimeout(0);
            statement.execute(commitWith(UUID.fromString(marker)));
            readToTheEnd(statement);
        }
        return null;
    }

    /** An error of the commit comes behind the result of the marker. */
    private static void readToTheEnd(Statement statement) throws SQLException {
        while (statement.getMoreResults() || statement.getUpdateCount() >= 0) {
            // each of them is of no interest
        }
    }

    /** There are none: {@code docs/engines.md} says why. */
    @Override
    public @Nullable String position(Connection connection) {
        return null;
    }

    @Override
    public @Nullable String transactionId(Connection connection) {
        return null;
    }

    @Override
    public Outcome outcome(Connection connection, String transactionId) {
        return Outcome.UNKNOWN;
    }

    @Override
    public Outcome settle(Connection connection, String marker) throws SQLException {
        String key = UUID.fromString(marker).toString();
        try (PreparedStatement statement =
                connection.prepareStatement("insert into " + TABLE + " (id, committed) values (?, 0)")) {
            statement.setString(1, key);
            statement.executeUpdate();
            return Outcome.ROLLED_BACK;
        } catch (SQLException error) {
            int number = error.getErrorCode();
            if (WAITED_IN_VAIN.contains(number) || isCancelled(error)) {
                return Outcome.IN_PROGRESS;
            }
            if (!KEY_IS_THERE.contains(number) && number != UPDATE_CONFLICT) {
                throw error;
            }
        }
        return CommitMarkers.found(connection, TABLE, key);
    }

    private static boolean isCancelled(SQLException error) {
        return error instanceof SQLTimeoutException || SqlServerErrors.CANCELLED.equals(error.getSQLState());
    }

    @Override
    public void prepareMarkers(Connection connection) throws SQLException {
        if (exists(connection)) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table " + TABLE + " (id uniqueidentifier not null primary key nonclustered,"
                    + " committed bit not null default 1, at datetime2(3) not null default sysutcdatetime())");
            statement.execute("create clustered index " + CommitMarkers.TABLE + "_at on " + TABLE + " (at)");
        } catch (SQLException failed) {
            // Others may do the same at the same moment. Without the index it works, too, only slower.
            if (!exists(connection)) {
                throw failed;
            }
        }
    }

    private static boolean exists(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select object_id('" + TABLE + "')")) {
            return rows.next() && rows.getObject(1) != null;
        }
    }

    @Override
    public int pruneMarkers(Connection connection, Duration age) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "delete top (" + BATCH + ") from " + TABLE + " where at < dateadd(second, ?, sysutcdatetime())")) {
            statement.setInt(1, (int) -Math.min(Integer.MAX_VALUE, age.toSeconds()));
            return CommitMarkers.deleteInBatches(statement, BATCH);
        }
    }
}
