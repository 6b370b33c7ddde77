package dev.hawser.testkit;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link Cluster} of MariaDB servers, which follow by global transaction ids, and wait by
 * <a href="https://mariadb.com/kb/en/semisynchronous-replication/">semi-synchronous replication</a>.
 */
public final class MariadbCluster extends Cluster<MariadbServer> {

    private static final List<String> SETTINGS = List.of(
            "--rpl-semi-sync-slave-enabled=1",
            // Before the transaction is visible, and for as long as it takes.
            "--rpl-semi-sync-master-wait-point=AFTER_SYNC",
            "--rpl-semi-sync-master-timeout=3600000",
            "--slave-net-timeout=5");

    private MariadbCluster(ClusterBuilder<?> builder, List<MariadbServer> servers) throws IOException, SQLException {
        super(builder, MysqlMessages.PROTOCOL, servers);
    }

    /** A primary with two standbys. */
    public static MariadbCluster started() throws IOException, SQLException {
        return builder().start();
    }

    /** For another one. */
    public static ClusterBuilder<MariadbCluster> builder() {
        return new ClusterBuilder<>(MariadbCluster::start);
    }

    private static MariadbCluster start(ClusterBuilder<MariadbCluster> builder) throws IOException, SQLException {
        List<String> settings = new ArrayList<>(SETTINGS);
        settings.addAll(builder.settings());
        List<MariadbServer> servers = builder.servers(before -> before.isEmpty()
                ? MariadbServer.started(settings.toArray(String[]::new))
                : before.get(0).replica());
        MariadbCluster cluster = new MariadbCluster(builder, servers);
        cluster.waitForStandby(servers.get(0), builder.synchronous());
        return cluster;
    }

    @Override
    void follow(MariadbServer standby, MariadbServer primary, String name) throws SQLException {
        standby.execute("", "stop slave");
        standby.follow(primary);
    }

    @Override
    void detach(MariadbServer standby) throws SQLException {
        standby.execute("", "stop slave io_thread");
    }

    @Override
    boolean hasReceivedMore(MariadbServer one, MariadbServer other) throws SQLException {
        return received(one) > received(other);
    }

    /** The number of the last transaction, all of which are of one domain here. */
    private static long received(MariadbServer standby) throws SQLException {
        String gtid = standby.replication("Gtid_IO_Pos");
        return gtid.isEmpty() ? 0 : Long.parseLong(gtid.substring(gtid.lastIndexOf('-') + 1));
    }

    /** What it has received and not yet applied was acknowledged perhaps. */
    @Override
    void promote(MariadbServer standby) throws IOException, SQLException {
        detach(standby);
        standby.awaitTransactions(standby.replication("Gtid_IO_Pos"));
        standby.promote();
    }

    @Override
    void awaitFollowing(MariadbServer standby, MariadbServer primary, String name) throws IOException, SQLException {
        if (!Polling.until(
                TestServer.PATIENCE,
                () -> standby.replication("Slave_IO_Running").equals("Yes")
                        && standby.replication("Slave_SQL_Running").equals("Yes"))) {
            throw new IOException(standby + " does not follow " + primary + ": " + standby.replication("Last_IO_Error")
                    + " " + standby.replication("Last_SQL_Error"));
        }
    }

    @Override
    void awaitReplay(MariadbServer standby, MariadbServer primary) throws IOException, SQLException {
        standby.awaitReplay(primary);
    }

    @Override
    void beginAgain(MariadbServer node, MariadbServer primary, String name) throws IOException, SQLException {
        node.beginAgain();
        node.follow(primary);
        node.awaitReplay(primary);
    }

    @Override
    void waitForStandby(MariadbServer server, boolean wait) throws SQLException {
        server.execute("", "set global rpl_semi_sync_master_enabled = " + (wait ? 1 : 0));
    }

    /** Nobody waits unless told so after a start. */
    @Override
    void commitAloneAfterStart(MariadbServer server) {}

    /** Whole seconds are all that it has: parts count as one. */
    @Override
    void applyDelay(MariadbServer standby, Duration later) throws SQLException {
        standby.execute(
                "",
                "stop slave",
                "change master to master_delay = " + later.plusMillis(999).toSeconds(),
                "start slave");
    }
}
