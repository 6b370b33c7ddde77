package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.HostRole;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.PositionTracker.Relation;
import dev.hawser.spi.RoleProbe;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What servers say of themselves, to a role that may do nothing special. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class PostgresqlRoleIT {

    private static final String ORDINARY = "ordinary";
    private static final String PASSWORD = "s3cret";

    private final PostgresqlEngine engine = new PostgresqlEngine();
    private final RoleProbe probe = engine.roleProbe();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private PostgresServer primary;

    @BeforeEach
    void start() throws Exception {
        primary = PostgresServer.started();
        primary.execute("postgres", "create role ordinary login password '" + PASSWORD + "'");
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        primary.close();
    }

    private PostgresServer standby() throws Exception {
        PostgresServer standby = primary.standby();
        opened.add(standby);
        return standby;
    }

    private static TestConfig ordinary(PostgresServer server) {
        return TestConfig.postgres(server.host(), "postgres", ORDINARY, PASSWORD);
    }

    private static TestConfig superuser(PostgresServer server) {
        return TestConfig.postgres(server.host(), "postgres", PostgresServer.USER, server.password());
    }

    private JdbcConnection open(TestConfig config) throws Exception {
        JdbcConnection connection = Raw.connect(engine, config.build());
        opened.add(connection::close);
        return connection;
    }

    private HostReport ask(JdbcConnection connection) throws Exception {
        return probe.ask(primary.host(), connection);
    }

    private Relation relation(String position, HostReport report) {
        return engine.positions().orElseThrow().relation(position, report.position());
    }

    /** Asks until it has reached {@code position}. */
    private HostReport awaitReached(JdbcConnection connection, String position) throws Exception {
        HostReport report = ask(connection);
        while (relation(position, report) != Relation.REACHED) {
            report = ask(connection);
        }
        return report;
    }

    @Test
    void ask_primaryAndStandby_agreeOnClusterAndTimeline() throws Exception {
        HostReport first = ask(open(ordinary(primary)));
        assertThat(first.role()).isEqualTo(HostRole.PRIMARY);
        assertThat(first.cluster())
                .isEqualTo(primary.single("postgres", "select system_identifier from pg_control_system()"));
        assertThat(first.timeline()).isEqualTo(1);
        assertThat(first.position()).startsWith(first.cluster() + ":1:0/");

        JdbcConnection toStandby = open(ordinary(standby()));
        HostReport second = awaitReached(toStandby, first.position());
        assertThat(second.role()).isEqualTo(HostRole.REPLICA);
        assertThat(second.cluster()).isEqualTo(first.cluster());
        assertThat(second.timeline()).isEqualTo(1);
    }

    @Test
    void ask_primary_positionCoversWhatWasCommittedWithoutWaitingForTheDisk() throws Exception {
        JdbcConnection connection = open(superuser(primary));
        Raw.execute(connection, "create table t (n int)", "set synchronous_commit = off");
        JdbcConnection toStandby = open(superuser(standby()));
        for (int n = 1; n <= 50; n++) {
            Raw.execute(connection, "insert into t values (" + n + ")");
            awaitReached(toStandby, ask(connection).position());
            assertThat(Raw.single(toStandby, "select max(n) from t")).isEqualTo(Integer.toString(n));
        }
    }

    @Test
    void ask_nothingButHeadersBehindTheLastRecord_standbyHasReachedIt() throws Exception {
        JdbcConnection toStandby = open(ordinary(standby()));
        JdbcConnection toPrimary = open(superuser(primary));
        Raw.execute(toPrimary, "create table t (n int)", "select pg_switch_wal()");
        awaitReached(toStandby, ask(toPrimary).position());
    }

    @Test
    void ask_standbyThatWasPromoted_isPrimaryOnTheNextTimelineAtOnce() throws Exception {
        PostgresServer standby = standby();
        JdbcConnection before = open(ordinary(standby));
        assertThat(ask(before).role()).isEqualTo(HostRole.REPLICA);
        assertThat(probe.told(before)).isEqualTo(HostRole.REPLICA);
        primary.kill();

        standby.promote();

        for (JdbcConnection connection : List.of(before, open(ordinary(standby)))) {
            HostReport report = ask(connection);
            assertThat(report.role()).isEqualTo(HostRole.PRIMARY);
            assertThat(report.timeline()).isEqualTo(2);
            assertThat(report.position()).startsWith(report.cluster() + ":2:");
            assertThat(probe.told(connection)).isEqualTo(HostRole.PRIMARY);
        }
    }

    @Test
    void ask_standbyThatFollowsAPromotion_tellsItsTimeline() throws Exception {
        PostgresServer promoted = standby();
        PostgresServer follower = standby();
        primary.kill();
        promoted.promote();
        follow(follower, promoted);
        JdbcConnection toPromoted = open(superuser(promoted));
        Raw.execute(toPromoted, "create table t (n int)");
        String position = ask(toPromoted).position();

        // Who may see what it receives knows at once.
        promoted.execute(
                "postgres", "create role observer login password '" + PASSWORD + "' in role pg_read_all_stats");
        JdbcConnection toPrivileged = open(superuser(follower));
        assertThat(awaitReached(toPrivileged, position).timeline()).isEqualTo(2);
        String later = ask(toPromoted).position();
        awaitReached(toPrivileged, later);
        JdbcConnection observer = open(TestConfig.postgres(follower.host(), "postgres", "observer", PASSWORD));
        assertThat(ask(observer).timeline()).isEqualTo(2);

        // An ordinary role does when somebody prepares the markers on the new primary.
        JdbcConnection toOrdinary = open(ordinary(follower));
        engine.commits().orElseThrow().prepareMarkers(toPromoted.raw());
        assertThat(awaitReached(toOrdinary, position).timeline()).isEqualTo(2);
        assertThat(relation(ask(toOrdinary).cluster() + ":1:0/1", ask(toOrdinary)))
                .isEqualTo(Relation.EARLIER_TIMELINE);
    }

    @Test
    void ask_markersPreparedBefore_standbyTellsItsTimelineAllTheSame() throws Exception {
        JdbcConnection toPrimary = open(superuser(primary));
        engine.commits().orElseThrow().prepareMarkers(toPrimary.raw());
        PostgresServer promoted = standby();
        PostgresServer follower = standby();
        JdbcConnection toOrdinary = open(ordinary(follower));
        primary.kill();
        promoted.promote();
        follow(follower, promoted);
        JdbcConnection toPromoted = open(superuser(promoted));
        Raw.execute(toPromoted, "insert into hawser_commits (id) values (gen_random_uuid())");
        String position = ask(toPromoted).position();
        String lsn = position.substring(position.lastIndexOf(':') + 1);
        JdbcConnection toFollower = open(superuser(follower));
        while (!Raw.single(toFollower, "select pg_last_wal_replay_lsn() >= '" + lsn + "'")
                .equals("t")) {
            Thread.onSpinWait();
        }
        assertThat(relation(position, ask(toOrdinary))).isEqualTo(Relation.BEHIND); // although it has it

        engine.commits().orElseThrow().prepareMarkers(toPromoted.raw());

        awaitReached(toOrdinary, position);
    }

    private static void follow(PostgresServer standby, PostgresServer primary) throws Exception {
        primary.execute("postgres", "select pg_create_physical_replication_slot('follower', true)");
        String password = primary.password().replace("\\", "\\\\").replace("'", "\\'");
        String conninfo = "host=127.0.0.1 port=" + primary.host().port() + " user=" + PostgresServer.USER
                + " password='" + password + "'";
        standby.execute(
                "postgres",
                "alter system set primary_slot_name = 'follower'",
                "alter system set primary_conninfo = '" + conninfo.replace("'", "''") + "'",
                "select pg_reload_conf()");
    }

    @Test
    void ask_fencedPrimary_isNoPrimaryForConnectionsOldAndNew() throws Exception {
        JdbcConnection before = open(ordinary(primary));
        assertThat(probe.told(before)).isEqualTo(HostRole.PRIMARY);
        fence("on");
        awaitRole(before, HostRole.REPLICA);
        for (JdbcConnection connection : List.of(before, open(ordinary(primary)))) {
            HostReport report = ask(connection);
            assertThat(report.role()).isEqualTo(HostRole.REPLICA);
            assertThat(report.timeline()).isEqualTo(1);
            assertThat(probe.told(connection)).isEqualTo(HostRole.REPLICA);
        }
        fence("off");
        awaitRole(before, HostRole.PRIMARY);
        assertThat(probe.told(before)).isEqualTo(HostRole.PRIMARY);
    }

    private void fence(String value) throws Exception {
        primary.execute(
                "postgres", "alter system set default_transaction_read_only = " + value, "select pg_reload_conf()");
    }

    private void awaitRole(JdbcConnection connection, HostRole role) throws Exception {
        while (ask(connection).role() != role) {
            Thread.onSpinWait();
        }
    }

    @Test
    void ask_readonlyByConfiguration_onlyRecoveryCounts() throws Exception {
        PostgresServer standby = standby();
        JdbcConnection toPrimary = open(ordinary(primary).readonly());
        JdbcConnection toStandby = open(ordinary(standby).readonly());
        assertThat(ask(toPrimary).role()).isEqualTo(HostRole.PRIMARY);
        assertThat(probe.told(toPrimary)).isEqualTo(HostRole.PRIMARY);
        assertThat(ask(toStandby).role()).isEqualTo(HostRole.REPLICA);
        assertThat(probe.told(toStandby)).isEqualTo(HostRole.REPLICA);
    }

    @Test
    void ask_behindPooler_isAskedAndNeverTold() throws Exception {
        JdbcConnection pooled = open(ordinary(primary).provider(TestConfig.POOLER));
        assertThat(ask(pooled).role()).isEqualTo(HostRole.PRIMARY);
        assertThat(ask(pooled).position()).isNotNull();
        assertThat(probe.told(pooled)).isNull();
        JdbcConnection readonly =
                open(ordinary(primary).provider(TestConfig.POOLER).readonly());
        assertThat(ask(readonly).role()).isEqualTo(HostRole.PRIMARY);
    }

    @Test
    void ask_functionDenied_tellsTheRoleAndDoesNotTryAgain() throws Exception {
        primary.execute("postgres", "revoke execute on function pg_control_system() from public");
        JdbcConnection connection = open(ordinary(primary));
        assertThat(ask(connection)).isEqualTo(HostReport.of(HostRole.PRIMARY));
        primary.execute("postgres", "grant execute on function pg_control_system() to public");
        assertThat(ask(connection)).isEqualTo(HostReport.of(HostRole.PRIMARY));
        assertThat(ask(open(ordinary(primary))).position()).isNotNull();
        fence("on");
        awaitRole(connection, HostRole.REPLICA);
    }

    @Test
    void ask_slowNetwork_isOneRoundTrip() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(primary.host())) {
            JdbcConnection connection = open(ordinary(primary).hosts(proxy.host()));
            proxy.delay(Duration.ofMillis(100));
            assertThat(Raw.time(() -> ask(connection))).isBetween(Duration.ofMillis(200), Duration.ofMillis(399));
            assertThat(Raw.time(() -> probe.told(connection))).isLessThan(Duration.ofMillis(100));
            proxy.delay(Duration.ZERO);
        }
    }
}
