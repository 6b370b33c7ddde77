package dev.hawser.engines;

import dev.hawser.spi.jdbc.JdbcCommits;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Commits with a marker: a row of a table that the transaction writes last. A transaction whose answer was lost is decided by writing its marker in its stead: that row is a
 * tombstone, {@code committed = false}, on whose key the transaction fails if it still comes. Neither server says whether a transaction wrote anything, so that every one that
 * may write gets a marker; and neither remembers what became of an id.
 */
final class MysqlCommits implements JdbcCommits {

    private static final String TABLE = CommitMarkers.TABLE;
    private static final int BATCH = 10_000;

    /** What this session has committed last: <a href="https://mariadb.com/kb/en/gtid/#last_gtid">last_gtid</a>. */
    private static final String MARIADB_LAST = "select @@last_gtid";

    private static final String MARIADB_END = "select @@global.gtid_binlog_pos";

    /** Of one commit neither driver tells the id that the server can send with its answer. */
    private static final String MYSQL_END = "select replace(@@global.gtid_executed, '\\n', '')";

    @Override
    public @Nullable String commit(Connection connection, @Nullable String marker) throws SQLException {
        if (marker != null && !connection.isReadOnly()) {
            try (PreparedStatement statement =
                    connection.prepareStatement("insert into " + TABLE + " (id) values (?)")) {
                statement.setBytes(1, key(marker));
                statement.executeUpdate();
            }
        }
        connection.commit();
        return positionIfTold(connection, MysqlRole.isMariadb(connection) ? MARIADB_LAST : MYSQL_END);
    }

    /** The commit is done: a connection that breaks now breaks too late to matter. */
    private static @Nullable String positionIfTold(Connection connection, String question) {
        try {
            return position(connection, question);
        } catch (SQLException brokenSince) {
            return null;
        }
    }

    private static @Nullable String position(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            rows.next();
            String gtids = rows.getString(1);
            return gtids == null || gtids.isEmpty() ? null : gtids; // without a binary log there are none
        }
    }

    @Override
    public @Nullable String position(Connection connection) throws SQLException {
        return position(connection, MysqlRole.isMariadb(connection) ? MARIADB_END : MYSQL_END);
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
        byte[] key = key(marker);
        try (PreparedStatement statement =
                connection.prepareStatement("insert ignore into " + TABLE + " (id, committed) values (?, false)")) {
            statement.setBytes(1, key);
            if (statement.executeUpdate() == 1) {
                return Outcome.ROLLED_BACK;
            }
        } catch (SQLException error) {
            if (error.getErrorCode() == MysqlErrors.LOCK_WAIT_TIMEOUT || error.getErrorCode() == MysqlErrors.DEADLOCK) {
                return Outcome.IN_PROGRESS;
            }
            throw error;
        }
        return CommitMarkers.found(connection, TABLE, key);
    }

    private static byte[] key(String marker) {
        UUID id = UUID.fromString(marker);
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    @Override
    public void prepareMarkers(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists " + TABLE + " (id binary(16) not null primary key,"
                    + " committed boolean not null default true,"
                    + " at timestamp(6) not null default current_timestamp(6), key hawser_commits_at (at))"
                    + " engine = innodb comment 'Kept by Hawser, to find out what became of a transaction when the answer to"
                    + " its COMMIT is lost: a row for each that was committed, and one with committed = false for each"
                    + " that was given up. Old rows may be deleted.'");
        }
    }

    @Override
    public int pruneMarkers(Connection connection, Duration age) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "delete from " + TABLE + " where at < now(6) - interval ? second order by at limit " + BATCH)) {
            statement.setLong(1, age.toSeconds());
            return CommitMarkers.deleteInBatches(statement, BATCH);
        }
    }
}
