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

/** Encryption, rights in the database, and how many connections there may be. What it asks every user may ask. */
final class SqlServerDiagnosis implements Diagnosis {

    /** Of itself a session may know that it is encrypted only if it may know it of all: https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-connections-transact-sql. */
    private static final String MAY_LOOK = "has_perms_by_name(null, null, 'VIEW SERVER STATE')";

    private static final String ENCRYPTED = "select case when " + MAY_LOOK
            + " = 1 then (select encrypt_option from sys.dm_exec_connections where session_id = @@spid) end";

    private static final String USED =
            "select case when " + MAY_LOOK + " = 1 then (select count(*) from sys.dm_exec_sessions) else 1 end";

    private static final String RIGHTS = "select has_perms_by_name(null, 'DATABASE', 'SELECT') as reads,"
            + " has_perms_by_name(null, 'DATABASE', 'INSERT') as writes";

    /** What the server may be configured for, whatever it is licensed for. */
    private static final String MOST = "select @@max_connections";

    @Override
    public List<Finding> connected(DatabaseConfig config, EngineConnection connection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        try (Statement statement = ((JdbcConnection) connection).raw().createStatement()) {
            String encrypted = single(statement, ENCRYPTED);
            if (!encrypted.isEmpty()) {
                findings.add(Finding.fine("tls", encrypted.equals("TRUE") ? "encrypted" : "not encrypted"));
            }
            try (ResultSet row = statement.executeQuery(RIGHTS)) {
                row.next();
                findings.add(rights(config, row.getInt("reads") == 1, row.getInt("writes") == 1));
            }
            int most = Integer.parseInt(single(statement, MOST));
            int others = Integer.parseInt(single(statement, USED)) - 1;
            findings.add(ConnectionLimit.of(config, most, Math.max(0, others), "@@max_connections " + most));
            findings.addAll(ScratchFinding.on(statement, SqlServerEngine.DATABASES));
        }
        return findings;
    }

    private static Finding rights(DatabaseConfig config, boolean reads, boolean writes) {
        if (reads && writes) {
            return Finding.fine("permissions", config.user() + " may read and write in " + config.database());
        }
        return Finding.warning(
                "permissions",
                config.user() + " has no right to " + (reads ? "write" : "read") + " everything in " + config.database()
                        + ", only what was granted piece by piece",
                "If that is not meant: grant " + (reads ? "insert, update, delete" : "select, insert, update, delete")
                        + " to the user, or make it a member of db_datareader and db_datawriter");
    }

    private static String single(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            String text = row.next() ? row.getString(1) : null;
            return text == null ? "" : text;
        }
    }
}
