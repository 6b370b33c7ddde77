package dev.hawser.engines;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.spi.Diagnosis;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.Finding;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Encryption, privileges in the database, and how many connections there may be. What it asks every user may ask. */
final class MysqlDiagnosis implements Diagnosis {

    private static final String TLS = "show session status like 'Ssl_cipher'";
    private static final String USED = "show global status like 'Threads_connected'";
    private static final String LIMITS = "select @@global.max_connections as most, @@max_user_connections as of_user";

    /** An account sees its own privileges there: https://mariadb.com/kb/en/information-schema-schema_privileges-table/. */
    private static final String PRIVILEGES = """
            select count(*) from (
                select privilege_type from information_schema.user_privileges where privilege_type in ('SELECT', 'INSERT')
                union all
                select privilege_type from information_schema.schema_privileges
                 where database() like table_schema and privilege_type in ('SELECT', 'INSERT')
                union all
                select privilege_type from information_schema.table_privileges
                 where table_schema = database() and privilege_type in ('SELECT', 'INSERT')) as granted""";

    @Override
    public List<Finding> connected(DatabaseConfig config, EngineConnection connection) throws SQLException {
        Connection raw = ((JdbcConnection) connection).raw();
        List<Finding> findings = new ArrayList<>();
        try (Statement statement = raw.createStatement()) {
            String cipher = text(statement, TLS, 2);
            findings.add(Finding.fine("tls", cipher.isEmpty() ? "not encrypted" : "encrypted: " + cipher));
            if (!config.database().isEmpty()) {
                findings.add(permissions(config, text(statement, PRIVILEGES, 1)));
            }
            int used = Integer.parseInt(text(statement, USED, 2)) - 1;
            try (ResultSet row = statement.executeQuery(LIMITS)) {
                row.next();
                int most = row.getInt("most");
                int ofUser = row.getInt("of_user");
                boolean narrower = ofUser > 0 && ofUser < most;
                findings.add(ConnectionLimit.of(
                        config,
                        narrower ? ofUser : most,
                        used,
                        narrower ? "max_user_connections " + ofUser : "max_connections " + most));
            }
            findings.addAll(ScratchFinding.on(statement, MysqlFamily.DATABASES));
        }
        return findings;
    }

    private static Finding permissions(DatabaseConfig config, String granted) {
        return granted.equals("0")
                ? Finding.wrong(
                        "permissions",
                        config.user() + " may neither read nor write anything in " + config.database(),
                        "grant select, insert, update, delete on " + config.database() + ".* to the account")
                : Finding.fine("permissions", config.user() + " has privileges in " + config.database());
    }

    private static String text(Statement statement, String sql, int column) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            String text = row.next() ? row.getString(column) : null;
            return text == null ? "" : text;
        }
    }
}
