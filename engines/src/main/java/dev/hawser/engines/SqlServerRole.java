package dev.hawser.engines;

import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.RoleProbe;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Whether the database takes writes on a server, which needs no permission to ask
 * (<a href="https://learn.microsoft.com/sql/t-sql/functions/databasepropertyex-transact-sql">DATABASEPROPERTYEX</a>). A database that was set to read-only is no primary
 * either.
 */
final class SqlServerRole implements RoleProbe {

    private static final String QUESTION = "select databasepropertyex(db_name(), 'Updateability')";

    @Override
    public HostReport ask(HostSpec host, EngineConnection connection) throws SQLException {
        try (Statement statement = ((JdbcConnection) connection).raw().createStatement();
                ResultSet rows = statement.executeQuery(QUESTION)) {
            rows.next();
            boolean primary = "READ_WRITE".equals(rows.getString(1));
            return HostReport.of(primary ? HostRole.PRIMARY : HostRole.REPLICA);
        }
    }
}
