package dev.hawser.testkit;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A {@link Cluster} of PostgreSQL servers with streaming replication. */
public final class PostgresCluster extends Cluster<PostgresServer> {

    private static final String SYNCHRONOUS_STANDBYS = "synchronous_standby_names";
    private static final String ANY_ONE = "ANY 1 (*)";

    // Standbys look for a new primary soon, and find what they have not yet received of the old one's log.
    private static final List<String> SETTINGS =
            List.of("wal_retrieve_retry_interval = 100ms", "wal_keep_size = 256MB");

    private PostgresCluster(ClusterBuilder<?> builder, List<PostgresServer> servers) throws IOException {
        super(builder, PostgresMessages.PROTOCOL, servers);
    }

    /** A primary with two standbys. */
    public static PostgresCluster started() throws IOException, SQLException {
        return builder().start();
    }

    /** For another one. */
    public static ClusterBuilder<PostgresCluster> builder() {
        return new ClusterBuilder<>(PostgresCluster::start);
    }

    private static PostgresCluster start(ClusterBuilder<PostgresCluster> builder) throws IOException, SQLException {
        List<String> settings = new ArrayList<>(SETTINGS);
        settings.add(SYNCHRONOUS_STANDBYS + " = '" + (builder.synchronous() ? ANY_ONE : "") + "'");
        settings.addAll(builder.settings());
        List<PostgresServer> servers = builder.servers(before -> {
            String name = "node" + (before.size() + 1);
            return before.isEmpty()
                    ? PostgresServer.started(name, PostgresData.create(settings))
                    : before.get(0).standby(name);
        });
        return new PostgresCluster(builder, servers);
    }

    @Override
    void follow(PostgresServer standby, PostgresServer primary, String name) throws IOException, SQLException {
        PostgresReplication.follow(standby, primary, name);
    }

    @Override
    void detach(PostgresServer standby) throws IOException, SQLException {
        PostgresReplication.detach(standby);
    }

    @Override
    boolean hasReceivedMore(PostgresServer one, PostgresServer other) throws SQLException {
        return PostgresReplication.received(one) > PostgresReplication.received(other);
    }

    @Override
    void promote(PostgresServer standby) throws IOException, SQLException {
        standby.promote();
    }

    @Override
    void awaitFollowing(PostgresServer standby, PostgresServer primary, String name) throws IOException, SQLException {
        PostgresReplication.awaitStreaming(primary, name);
    }

    @Override
    void awaitReplay(PostgresServer standby, PostgresServer primary) throws IOException, SQLException {
        PostgresReplication.awaitReplay(standby, primary);
    }

    @Override
    void beginAgain(PostgresServer node, PostgresServer primary, String name) throws IOException, SQLException {
        node.rejoin(primary);
        waitForStandby(node, true); // as soon as it is a primary
    }

    @Override
    void waitForStandby(PostgresServer server, boolean wait) throws IOException, SQLException {
        String wanted = wait ? ANY_ONE : "";
        if (!server.single("", "show " + SYNCHRONOUS_STANDBYS).equals(wanted)) {
            server.configure(SYNCHRONOUS_STANDBYS, wanted);
        }
    }

    @Override
    void commitAloneAfterStart(PostgresServer server) throws IOException {
        server.configureStopped(SYNCHRONOUS_STANDBYS, "");
    }

    @Override
    void applyDelay(PostgresServer standby, Duration later) throws IOException, SQLException {
        standby.configure("recovery_min_apply_delay", later.toMillis() + "ms");
    }
}
