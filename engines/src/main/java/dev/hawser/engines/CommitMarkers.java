package dev.hawser.engines;

import dev.hawser.spi.jdbc.JdbcCommits.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What engines have in common that commit with markers: rows of a table with {@code id}, {@code committed} and {@code at}. */
final class CommitMarkers {

    static final String TABLE = "hawser_commits";

    private CommitMarkers() {}

    /** What the row with this key, which somebody wrote first, says. */
    static Outcome found(Connection connection, String table, Object key) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select committed from " + table + " where id = ?")) {
            statement.setObject(1, key);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Outcome.UNKNOWN; // pruned in this moment
                }
                return rows.getBoolean(1) ? Outcome.COMMITTED : Outcome.ROLLED_BACK;
            }
        }
    }

    /** Runs a statement that deletes at most {@code batch} rows until there are no more, so that nobody waits long for a lock. Returns how many it deleted. */
    static int deleteInBatches(PreparedStatement delete, int batch) throws SQLException {
        int deleted = 0;
        int count;
        do {
            count = delete.executeUpdate();
            deleted += count;
        } while (count == batch);
        return deleted;
    }
}
