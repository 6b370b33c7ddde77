package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.HostSpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class PostgresClusterIT {

    private static final Duration LONG = Duration.ofSeconds(20);

    private static PostgresCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = PostgresCluster.started();
        cluster.primary().server().execute("postgres", "create table t (n int)");
        cluster.awaitReplay();
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    /** Whatever a test did to roles, all three are there again for the next. */
    @AfterEach
    void makeWhole() throws Exception {
        for (ClusterNode<PostgresServer> node : cluster.nodes()) {
            node.proxy().restore();
            if (node != cluster.primary() && !cluster.standbys().contains(node)) {
                cluster.rejoin(node);
            }
        }
        cluster.moveVirtualAddress();
        cluster.primary().server().execute("postgres", "truncate t");
        cluster.awaitReplay();
        assertThat(cluster.standbys()).hasSize(2);
    }

    @Test
    void killPrimary_promote_keepsWhatWasAcknowledged_andTheOthersFollow() throws Exception {
        ClusterNode<PostgresServer> old = cluster.primary();
        insert(old, 1);
        cluster.killPrimary();
        assertThatThrownBy(() -> insert(old, 2)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> insert(cluster.standbys().get(0), 2)).isInstanceOf(SQLException.class);

        ClusterNode<PostgresServer> promoted = cluster.promote();

        assertThat(cluster.primary()).isSameAs(promoted).isNotSameAs(old);
        assertThat(cluster.standbys()).hasSize(1).doesNotContain(old, promoted);
        insert(promoted, 3);
        cluster.awaitReplay();
        assertThat(stored(cluster.standbys().get(0))).isEqualTo("1,3");
    }

    @Test
    void stopPrimary_promoteAndRejoin_makesTheOldOneAStandbyAtItsAddress() throws Exception {
        ClusterNode<PostgresServer> old = cluster.primary();
        HostSpec address = old.server().host();
        insert(old, 1);
        cluster.stopPrimary();
        insert(cluster.promote(), 2);

        cluster.rejoin(old);

        assertThat(old.server().host()).isEqualTo(address);
        assertThat(cluster.standbys()).hasSize(2).contains(old);
        insert(cluster.primary(), 3);
        cluster.awaitReplay();
        assertThat(stored(old)).isEqualTo("1,2,3");
        assertThatThrownBy(() -> insert(old, 4)).satisfies(PostgresClusterIT::isReadOnly);
        assertThatThrownBy(() -> cluster.rejoin(cluster.primary())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void promote_aStandbyThatReceivedLess_isNotChosen() throws Exception {
        ClusterNode<PostgresServer> behind = cluster.standbys().get(0);
        ClusterNode<PostgresServer> ahead = cluster.standbys().get(1);
        behind.kill();
        insert(cluster.primary(), 1);
        cluster.killPrimary();
        behind.start();

        assertThat(cluster.promote()).isSameAs(ahead);
        assertThat(stored(ahead)).isEqualTo("1");
        cluster.awaitReplay();
        assertThat(stored(behind)).isEqualTo("1");
    }

    @Test
    void promote_whileTheOldPrimaryRuns_itsCommitsAreAcknowledgedByNobody() throws Exception {
        ClusterNode<PostgresServer> old = cluster.primary();
        cluster.promote();
        try (Connection connection = connect(old.server().host());
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, 300);
            assertThatThrownBy(() -> statement.execute("insert into t values (1)"))
                    .isInstanceOf(SQLException.class);
        }
        insert(cluster.primary(), 2);
        assertThat(stored(cluster.primary())).isEqualTo("2");
    }

    @Test
    void promote_underWritesToTheOldPrimary_losesNothingThatWasAcknowledged() throws Exception {
        ClusterNode<PostgresServer> old = cluster.primary();
        TransferPlan plan =
                TransferPlan.DEFAULT.withWriters(4).withPause(Duration.ZERO).withTold(error -> Told.UNKNOWN);
        try (Connection connection = connect(old.server().host())) {
            Transfers.prepare(connection, plan);
        }
        try (KeptConnections connections =
                        new KeptConnections(() -> connect(old.server().host()));
                Transfers transfers = Transfers.start(plan, connections)) {
            assertThat(transfers.awaitDone(20, LONG)).isTrue();

            cluster.promote();

            old.kill(); // ends the commits that wait
            transfers.stop(LONG);
            try (Connection connection = connect(cluster.primary().host())) {
                TransferReport report = transfers.check(connection);
                assertThat(report.problems()).as(report.toString()).isEmpty();
            }
        }
    }

    @Test
    void splitBrain_bothTakeWrites_onTimelinesOfTheirOwn() throws Exception {
        ClusterNode<PostgresServer> old = cluster.primary();
        cluster.killPrimary();
        ClusterNode<PostgresServer> promoted = cluster.promote();

        cluster.splitBrain(old);

        insert(old, 1);
        insert(promoted, 2);
        assertThat(stored(old)).isEqualTo("1");
        assertThat(stored(promoted)).isEqualTo("2");
        assertThat(timeline(promoted)).isGreaterThan(timeline(old));
        assertThatThrownBy(() -> cluster.splitBrain(promoted)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fence_anOpenConnection_livesOnAndIsRefusedItsWrites_whichAreCounted() throws Exception {
        ClusterNode<PostgresServer> primary = cluster.primary();
        long before = primary.server().refusedWrites();
        try (Connection open = connect(primary.host());
                Statement statement = open.createStatement()) {
            statement.execute("insert into t values (1)");

            primary.fence();

            assertThatThrownBy(() -> statement.execute("insert into t values (2)"))
                    .satisfies(PostgresClusterIT::isReadOnly);
            assertThat(primary.server().refusedWrites() - before).isEqualTo(1);
            assertThat(open.isValid(5)).isTrue();
            primary.unfence();
            statement.execute("insert into t values (3)");
        }
    }

    @Test
    void applyDelay_standbys_receiveAtOnceAndApplyLater() throws Exception {
        ClusterNode<PostgresServer> standby = cluster.standbys().get(0);
        cluster.applyDelay(Duration.ofHours(1));
        long startedAt = System.nanoTime();
        insert(cluster.primary(), 1);
        assertThat(stored(standby)).isEqualTo("null");

        cluster.applyDelay(Duration.ofMillis(600));
        cluster.awaitReplay();

        assertThat(stored(standby)).isEqualTo("1");
        assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isGreaterThanOrEqualTo(Duration.ofMillis(600));
        cluster.applyDelay(Duration.ZERO);
    }

    @Test
    void virtualAddress_afterAPromotion_leadsNewConnectionsThereOnceItIsMoved() throws Exception {
        ClusterNode<PostgresServer> old = cluster.primary();
        try (Connection before = connect(cluster.virtualAddress().host())) {
            cluster.promote();
            try (Connection still = connect(cluster.virtualAddress().host())) {
                assertThat(portBehind(still)).isEqualTo(portBehind(before));
            }
            cluster.moveVirtualAddress();
            try (Connection moved = connect(cluster.virtualAddress().host())) {
                assertThat(portBehind(moved))
                        .isEqualTo(cluster.primary().server().host().port());
                assertThat(portBehind(before)).isEqualTo(old.server().host().port());
            }
        }
    }

    @Test
    void pause_aNode_freezesOpenConnections_untilResumed() throws Exception {
        ClusterNode<PostgresServer> standby = cluster.standbys().get(1);
        try (Connection open = connect(standby.host());
                Statement statement = open.createStatement()) {
            standby.pause();
            assertThat(cluster.standbys()).doesNotContain(standby);
            open.setNetworkTimeout(Runnable::run, 200);
            assertThatThrownBy(() -> statement.execute("select 1")).isInstanceOf(SQLException.class);
        }
        standby.resume();
        assertThat(cluster.standbys()).contains(standby);
        assertThat(stored(standby)).isEqualTo("null");
    }

    @Test
    void urls_nameAllHosts_throughTheProxiesOrAround() throws Exception {
        List<HostSpec> proxies = cluster.hosts();
        assertThat(proxies).hasSize(3).doesNotHaveDuplicates();
        assertThat(cluster.url("postgres"))
                .startsWith("postgresql://postgres:")
                .endsWith("@" + proxies.get(0) + "," + proxies.get(1) + "," + proxies.get(2) + "/postgres");
        assertThat(cluster.directUrl("postgres"))
                .contains(cluster.nodes().get(2).server().host().toString())
                .doesNotContain(proxies.get(2).toString());

        Properties primary = login();
        primary.setProperty("targetServerType", "primary");
        cluster.killPrimary();
        ClusterNode<PostgresServer> promoted = cluster.promote();
        try (Connection connection = DriverManager.getConnection(cluster.jdbcUrl("postgres"), primary)) {
            assertThat(portBehind(connection))
                    .isEqualTo(promoted.server().host().port());
        }
    }

    @Test
    void builder_oneStandbyWithoutProxies_promotedAlone_waitsForNobody() throws Exception {
        try (PostgresCluster small = PostgresCluster.builder()
                .standbys(1)
                .withoutProxies()
                .settings("max_connections = 17")
                .start()) {
            ClusterNode<PostgresServer> old = small.primary();
            assertThat(old.host()).isEqualTo(old.server().host());
            assertThatThrownBy(old::proxy).isInstanceOf(IllegalStateException.class);
            assertThat(old.server().single("postgres", "show max_connections")).isEqualTo("17");
            assertThat(old.server().single("postgres", "show synchronous_standby_names"))
                    .isEqualTo("ANY 1 (*)");
            small.killPrimary();
            small.promote();
            small.primary().server().execute("postgres", "create table t (n int)");
            small.rejoin(old);
            assertThat(small.primary().server().single("postgres", "show synchronous_standby_names"))
                    .isEqualTo("ANY 1 (*)");
            small.killPrimary();
            old.pause();
            assertThatThrownBy(small::promote).isInstanceOf(IllegalStateException.class);
        }
    }

    private static void isReadOnly(Throwable error) {
        assertThat(((SQLException) error).getSQLState()).isEqualTo("25006");
    }

    private static void insert(ClusterNode<PostgresServer> node, int n) throws SQLException {
        node.server().execute("postgres", "insert into t values (" + n + ")");
    }

    private static String stored(ClusterNode<PostgresServer> node) throws SQLException {
        return node.server().single("postgres", "select string_agg(n::text, ',' order by n) from t");
    }

    private static int timeline(ClusterNode<PostgresServer> node) throws SQLException {
        return Integer.parseInt(
                node.server().single("postgres", "select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"), 16);
    }

    private static int portBehind(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return Integer.parseInt(PostgresServer.single(statement, "select inet_server_port()"));
        }
    }

    private static Connection connect(HostSpec host) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + host + "/postgres", login());
    }

    private static Properties login() {
        Properties properties = new Properties();
        properties.setProperty("user", PostgresServer.USER);
        properties.setProperty("password", cluster.password());
        properties.setProperty("socketTimeout", "10");
        return properties;
    }
}
