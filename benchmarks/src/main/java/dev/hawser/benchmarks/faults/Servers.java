package dev.hawser.benchmarks.faults;

import dev.hawser.testkit.ClusterNode;
import dev.hawser.testkit.PostgresCluster;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.TransferPlan;
import dev.hawser.testkit.Transfers;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A primary with two standbys for one run, with a database that has what the scenarios write to. For one thread, but for its nodes. */
record Servers(PostgresCluster cluster, String database) implements AutoCloseable {

    private static final String CONNECTIONS = "max_connections = 300";

    static Servers started(TransferPlan plan) throws IOException, SQLException {
        PostgresCluster cluster =
                PostgresCluster.builder().settings(CONNECTIONS).start();
        try {
            Servers servers = new Servers(cluster, cluster.createDatabase());
            try (Connection connection = servers.connect(cluster.primary());
                    Statement statement = connection.createStatement()) {
                Transfers.prepare(connection, plan);
                statement.execute("create table first_writes (at timestamptz not null)");
                statement.execute("create table notes (id bigint primary key)");
            }
            cluster.awaitReplay();
            return servers;
        } catch (IOException | SQLException | RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    /** Around the proxies, as superuser. */
    Connection connect(ClusterNode<PostgresServer> node) throws SQLException {
        return DriverManager.getConnection(node.server().jdbcUrl(database), PostgresServer.USER, cluster.password());
    }

    /** How many writes all nodes together have refused. */
    long refusedWrites() throws IOException {
        long sum = 0;
        for (ClusterNode<PostgresServer> node : cluster.nodes()) {
            sum += node.server().refusedWrites();
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        cluster.close();
    }
}
