package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example of {@code docs/fault-lab.md}. */
@Timeout(60)
class FaultLabExampleIT {

    private static final TransferPlan PLAN = TransferPlan.DEFAULT.withWriters(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void primaryKilled_standbyPromoted_allWritersRecover_andNothingAcknowledgedIsLost() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.started()) {
            String database = cluster.createDatabase();
            Pool pool = open(cluster, database);
            try (Connection connection = pool.getConnection()) {
                Transfers.prepare(connection, PLAN);
            }
            try (Transfers transfers = Transfers.start(PLAN, transfer -> move(pool, transfer))) {
                assertThat(transfers.awaitDone(50, PATIENCE)).isTrue();

                cluster.killPrimary();
                cluster.promote();
                Instant promoted = transfers.now();

                assertThat(transfers.awaitRecovery(promoted, PATIENCE)).isTrue();
                transfers.stop(PATIENCE);
                try (Connection connection = pool.getConnection()) {
                    TransferReport report = transfers.check(connection);
                    System.out.println(report);
                    System.out.println(transfers.recovery(promoted));
                    assertThat(report.lost()).isZero();
                    assertThat(report.doubled()).isZero();
                    assertThat(report.money()).isZero();
                }
            }
        }
    }

    /** As HikariDataSource, or any other DataSource. */
    private interface Pool {
        Connection getConnection() throws SQLException;
    }

    /** Here stands what you use, with your time-outs. This one keeps no connections. */
    private static Pool open(PostgresCluster cluster, String database) {
        String url = cluster.jdbcUrl(database) + "?targetServerType=primary&loginTimeout=3&socketTimeout=5";
        return () -> DriverManager.getConnection(url, PostgresServer.USER, cluster.password());
    }

    /** Here stands what your application does: its transaction, and its way of trying again. */
    private static void move(Pool pool, Transfer transfer) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            transfer.apply(connection);
            connection.commit();
        }
    }
}
