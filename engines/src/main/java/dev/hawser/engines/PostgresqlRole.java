package dev.hawser.engines;

import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.RoleProbe;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** Whether a server is in recovery. */
final class PostgresqlRole implements RoleProbe {

    /**
     * Since version 14 the server reports {@code in_hot_standby} when a connection starts, and when it changes. A primary never becomes a standby without
     * ending its connections, so {@code off} is as good as an answer. {@code on} may be out of date: the news of a promotion comes with the next answer.
     * A pooler repeats what some server told it long ago.
     */
    @Override
    public dev.hawser.spi.HostReport ask(HostSpec host, EngineConnection connection) throws SQLException {
        JdbcConnection jdbc = (JdbcConnection) connection;
        Connection raw = jdbc.raw();
        boolean pooler = !jdbc.rules().transactionPrologue().isEmpty();
        if (!pooler && "off".equals(raw.unwrap(PGConnection.class).getParameterStatus("in_hot_standby"))) {
            return dev.hawser.spi.HostReport.of(HostRole.PRIMARY);
        }
        return dev.hawser.spi.HostReport.of(isInRecovery(raw) ? HostRole.REPLICA : HostRole.PRIMARY);
    }

    static boolean isInRecovery(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select pg_is_in_recovery()")) {
            rows.next();
            return rows.getBoolean(1);
        }
    }
}
