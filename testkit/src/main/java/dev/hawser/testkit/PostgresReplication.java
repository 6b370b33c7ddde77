package dev.hawser.testkit;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** How one server follows another. Each keeps a place in the other's log under its own name: a replication slot. */
final class PostgresReplication {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private PostgresReplication() {}

    /** A copy of what {@code primary} holds, which follows it as {@code name} once it is started. */
    static PostgresData copyOf(PostgresServer primary, String name) throws IOException, SQLException {
        // The backup belongs to its session: the same one must begin and end it.
        try (Connection connection = primary.connect(PostgresServer.MAINTENANCE);
                Statement statement = connection.createStatement()) {
            keepPlace(statement, name);
            statement.execute("select pg_backup_start('" + name + "', true)");
            PostgresData copy = primary.data().copyOfRunning();
            try (ResultSet files = statement.executeQuery("select labelfile, spcmapfile from pg_backup_stop(false)")) {
                files.next();
                copy.becomeStandby(addressOf(primary, name), name, files.getString(1), files.getString(2));
            }
            return copy;
        }
    }

    private static void keepPlace(Statement statement, String name) throws SQLException {
        statement.execute("select pg_create_physical_replication_slot('" + name
                + "', true) where not exists (select from pg_replication_slots where slot_name = '" + name + "')");
    }

    private static String addressOf(PostgresServer primary, String name) {
        return "host=" + primary.host().host() + " port=" + primary.host().port() + " user=" + PostgresServer.USER
                + " password='" + primary.password().replace("\\", "\\\\").replace("'", "\\'") + "' application_name="
                + name;
    }

    /** Makes a running standby follow {@code primary}, which must not be behind it. */
    static void follow(PostgresServer standby, PostgresServer primary, String name) throws IOException, SQLException {
        try (Connection connection = primary.connect(PostgresServer.MAINTENANCE);
                Statement statement = connection.createStatement()) {
            keepPlace(statement, name);
        }
        standby.configure("primary_conninfo", addressOf(primary, name));
    }

    /** Makes a running standby follow nobody. Returns when it receives nothing any more. */
    static void detach(PostgresServer standby) throws IOException, SQLException {
        standby.configure("primary_conninfo", "");
        try (Connection connection = standby.connect(PostgresServer.MAINTENANCE);
                Statement statement = connection.createStatement()) {
            String question = "select count(*) from pg_stat_wal_receiver";
            if (!Polling.until(TIMEOUT, () -> "0".equals(PostgresServer.single(statement, question)))) {
                throw new IOException(standby + " still receives from its old primary");
            }
        }
    }

    /** Up to where a standby has received the log. Right after its start it has replayed more than it says that it received. */
    static long received(PostgresServer standby) throws SQLException {
        return Long.parseLong(standby.single(
                PostgresServer.MAINTENANCE,
                "select pg_wal_lsn_diff(greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), '0/0')"));
    }

    /** Returns when {@code standby} has replayed what {@code primary} has committed before the call. */
    static void awaitReplay(PostgresServer standby, PostgresServer primary) throws IOException, SQLException {
        String committed = primary.single(PostgresServer.MAINTENANCE, "select pg_current_wal_lsn()");
        String question = "select pg_last_wal_replay_lsn() >= '" + committed + "'";
        await(standby, question, standby + " did not replay up to " + committed);
    }

    /** Returns when the standby that calls itself {@code name} receives what {@code primary} commits. */
    static void awaitStreaming(PostgresServer primary, String name) throws IOException, SQLException {
        String question =
                "select count(*) > 0 from pg_stat_replication where state = 'streaming' and application_name = '" + name
                        + "'";
        await(primary, question, name + " does not follow " + primary);
    }

    private static void await(PostgresServer server, String question, String failure) throws IOException, SQLException {
        try (Connection connection = server.connect(PostgresServer.MAINTENANCE);
                Statement statement = connection.createStatement()) {
            if (!Polling.until(TIMEOUT, () -> "t".equals(PostgresServer.single(statement, question)))) {
                throw new IOException(failure);
            }
        }
    }
}
