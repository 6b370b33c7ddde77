package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Diagnosis;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.Finding;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteErrorCode;

/** The file, its journal, and whether somebody holds its lock. */
final class SqliteDiagnosis implements Diagnosis {

    @Override
    public List<Finding> before(DatabaseConfig config) {
        return SqliteEngine.isMemory(config) ? List.of() : List.of(DatabaseFile.finding(config, !config.readonly()));
    }

    @Override
    public List<Finding> connected(DatabaseConfig config, EngineConnection connection) throws SQLException {
        if (SqliteEngine.isMemory(config)) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        try (Statement statement = ((JdbcConnection) connection).raw().createStatement()) {
            findings.add(journal(statement));
            if (!config.readonly()) {
                findings.add(lock(statement));
            }
        }
        findings.addAll(ScratchFinding.inFiles());
        return findings;
    }

    private static Finding journal(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("pragma journal_mode")) {
            String mode = row.getString(1);
            return mode.equals("wal")
                    ? Finding.fine("journal", "write-ahead log")
                    : Finding.warning(
                            "journal",
                            "the journal mode is " + mode + ", with which readers and the writer wait for each other",
                            "Hawser sets wal when it opens the database, unless properties.journal_mode says otherwise");
        }
    }

    /** Takes the lock of the writer, and gives it back. */
    private static Finding lock(Statement statement) throws SQLException {
        statement.execute("pragma busy_timeout = 0");
        try {
            statement.execute("begin immediate");
            statement.execute("rollback");
            return Finding.fine("lock", "nobody is writing");
        } catch (SQLException busy) {
            if (SqliteErrors.primaryCode(busy) != SQLiteErrorCode.SQLITE_BUSY.code) {
                throw busy;
            }
            return Finding.warning(
                    "lock", "another process is writing", "Its transactions must be shorter than busy_timeout (10 s)");
        }
    }
}
