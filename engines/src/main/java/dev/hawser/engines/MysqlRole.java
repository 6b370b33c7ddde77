package dev.hawser.engines;

import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.RoleProbe;
import dev.hawser.spi.jdbc.JdbcConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server takes writes, and how far it is. Only {@code read_only} tells a replica from a primary, which administrators and fail-over tools set on every replica; one
 * that is not set read-only takes writes, whomever it follows.
 */
final class MysqlRole implements RoleProbe {

    /** Up to where a replica has replayed, and what else it has written itself: <a href="https://mariadb.com/kb/en/gtid/">global transaction ids</a>. */
    private static final String MARIADB =
            "select @@global.read_only as read_only, @@global.gtid_current_pos as position";

    private static final String MYSQL =
            "select @@global.read_only as read_only, replace(@@global.gtid_executed, '\\n', '') as position";

    @Override
    public HostReport ask(HostSpec host, EngineConnection connection) throws SQLException {
        Connection raw = ((JdbcConnection) connection).raw();
        try (Statement statement = raw.createStatement();
                ResultSet row = statement.executeQuery(isMariadb(raw) ? MARIADB : MYSQL)) {
            row.next();
            HostRole role = isOn(row.getString("read_only")) ? HostRole.REPLICA : HostRole.PRIMARY;
            return new HostReport(role, null, 0, position(row.getString("position")));
        }
    }

    /** Whether the server takes no writes. */
    static boolean isReadOnly(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select @@global.read_only")) {
            return row.next() && isOn(row.getString(1));
        }
    }

    /** Both drivers know the server's version since its greeting. */
    static boolean isMariadb(Connection connection) throws SQLException {
        return connection
                .getMetaData()
                .getDatabaseProductVersion()
                .toLowerCase(Locale.ROOT)
                .contains("mariadb");
    }

    private static boolean isOn(@Nullable String value) {
        return value != null && !value.equals("0") && !value.equalsIgnoreCase("off");
    }

    private static @Nullable String position(@Nullable String gtids) {
        return gtids == null || gtids.isEmpty() ? null : gtids;
    }
}
