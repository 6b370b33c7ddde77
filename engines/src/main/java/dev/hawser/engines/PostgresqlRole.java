package dev.hawser.engines;

import dev.hawser.HostRole;
import dev.hawser.HostSpec;
import dev.hawser.spi.EngineConnection;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.RoleProbe;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.spi.jdbc.JdbcSessionRules;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Whether a server takes writes, and where in history it is. */
final class PostgresqlRole implements RoleProbe {

    private static final String ROLE =
            "select pg_is_in_recovery() as standby, current_setting('default_transaction_read_only') as read_only";

    /**
     * A standby has no function for its timeline. What it receives is known at once after a promotion, but shown to members of {@code pg_read_all_stats} only; it never
     * follows a timeline that does not contain what it has replayed. What everybody may read is in the control file, which is late: it is written when pages are,
     * when a relation is dropped ({@link PostgresqlMarkers#prepare} makes use of that), and at the latest after {@code checkpoint_timeout}. Until then the standby seems
     * to be on the timeline before, where it counts as behind, and is not used for what it might not have.
     */
    private static final String STANDBY_TIMELINE = """
            (select greatest(
                 checkpoint.timeline_id, recovery.min_recovery_end_timeline, (select received_tli from pg_stat_wal_receiver))
               from pg_control_checkpoint() as checkpoint, pg_control_recovery() as recovery)""";

    /** Roles without privileges see that there are rows, and little in them (https://www.postgresql.org/docs/current/monitoring-stats.html). */
    private static final String FOLLOWED = "exists (select from pg_stat_get_wal_senders())";

    private static final String EVERYTHING =
            "select standby, read_only, " + PostgresqlLog.COLUMNS + ", " + FOLLOWED + " as followed"
                    + ", case when standby then " + STANDBY_TIMELINE + " end as timeline,"
                    + " case when standby then pg_last_wal_replay_lsn()::text end as replayed, log_end.*"
                    + " from (" + ROLE + ") as role, (" + PostgresqlLog.END + ") as log_end";

    @Override
    public HostReport ask(HostSpec host, EngineConnection connection) throws SQLException {
        JdbcConnection jdbc = (JdbcConnection) connection;
        PostgresqlServer server = PostgresqlServer.of(jdbc.raw());
        if (!server.logIsRefused()) {
            try {
                return ask(jdbc, EVERYTHING, (row, rules) -> {
                    PostgresqlLog log = PostgresqlLog.of(row);
                    server.logTold(log);
                    return everything(row, rules, log);
                });
            } catch (SQLException refused) {
                if (!PostgresqlServer.isRefusal(refused)) {
                    throw refused;
                }
                server.logRefused();
            }
        }
        return ask(jdbc, ROLE, PostgresqlRole::role);
    }

    /** How an answer is read. */
    @FunctionalInterface
    private interface Reading {
        HostReport of(ResultSet row, JdbcSessionRules rules) throws SQLException;
    }

    private static HostReport ask(JdbcConnection connection, String sql, Reading reading) throws SQLException {
        try (Statement statement = connection.raw().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return reading.of(rows, connection.rules());
        }
    }

    private static HostReport role(ResultSet row, JdbcSessionRules rules) throws SQLException {
        return HostReport.of(
                role(row.getBoolean("standby"), row.getString("read_only").equals("on"), rules));
    }

    /** A primary whose new transactions are read-only has been fenced, unless it is Hawser that makes them so. */
    private static HostRole role(boolean standby, boolean readOnly, JdbcSessionRules rules) {
        return standby || (readOnly && !rules.readonly()) ? HostRole.REPLICA : HostRole.PRIMARY;
    }

    private static HostReport everything(ResultSet row, JdbcSessionRules rules, PostgresqlLog log) throws SQLException {
        PostgresqlPosition position = row.getBoolean("standby") ? replayed(row, log) : log.end(row);
        return new HostReport(
                role(row, rules).role(),
                log.cluster(),
                position == null ? 0 : position.timeline(),
                position == null ? null : position.toString(),
                row.getBoolean("followed"));
    }

    /** Null if it has replayed nothing yet. */
    private static @Nullable PostgresqlPosition replayed(ResultSet row, PostgresqlLog log) throws SQLException {
        String lsn = row.getString("replayed");
        return lsn == null
                ? null
                : new PostgresqlPosition(log.cluster(), row.getLong("timeline"), PostgresqlPosition.lsn(lsn));
    }

    /**
     * Since version 14 the server reports both settings when a connection starts, and with its next answer after they changed. A primary never becomes a standby without
     * ending its connections, so that {@code in_hot_standby = off} is as good as an answer; {@code on} may be out of date. A pooler repeats what some server told it
     * long ago.
     */
    @Override
    public @Nullable HostRole told(EngineConnection connection) {
        JdbcConnection jdbc = (JdbcConnection) connection;
        boolean pooler = !jdbc.rules().transactionPrologue().isEmpty();
        if (pooler || !(jdbc.raw() instanceof PGConnection driver)) {
            return null;
        }
        String standby = driver.getParameterStatus("in_hot_standby");
        String readOnly = driver.getParameterStatus("default_transaction_read_only");
        return standby == null || readOnly == null
                ? null
                : role(standby.equals("on"), readOnly.equals("on"), jdbc.rules());
    }

    static boolean isInRecovery(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select pg_is_in_recovery()")) {
            rows.next();
            return rows.getBoolean(1);
        }
    }
}
