package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.HostRole;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.HostReport;
import dev.hawser.spi.PositionTracker.Relation;
import dev.hawser.spi.RoleProbe;
import dev.hawser.spi.jdbc.JdbcCommits;
import dev.hawser.spi.jdbc.JdbcCommits.Outcome;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.PostgresServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What can be known of hosts, positions and commits after a crash and after a promotion. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class PostgresqlFailoverIT {

    private static final String PASSWORD = "s3cret";

    private final PostgresqlEngine engine = new PostgresqlEngine();
    private final RoleProbe probe = engine.roleProbe();
    private final JdbcCommits commits = engine.commits().orElseThrow();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private PostgresServer primary;

    @BeforeEach
    void start() throws Exception {
        primary = PostgresServer.started();
        opened.add(primary);
        primary.execute(
                "postgres",
                "create role ordinary login password '" + PASSWORD + "'",
                "create role observer login password '" + PASSWORD + "' in role pg_read_all_stats",
                "create table t (n int)");
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private PostgresServer standby() throws Exception {
        PostgresServer standby = primary.standby();
        opened.add(standby);
        return standby;
    }

    private JdbcConnection open(PostgresServer server) throws Exception {
        return open(server, PostgresServer.USER, server.password());
    }

    private JdbcConnection open(PostgresServer server, String user) throws Exception {
        return open(server, user, PASSWORD);
    }

    private JdbcConnection open(PostgresServer server, String user, String password) throws Exception {
        JdbcConnection connection = Raw.connect(
                engine,
                TestConfig.postgres(server.host(), "postgres", user, password).build());
        opened.add(connection::close);
        return connection;
    }

    private HostReport ask(JdbcConnection connection) throws Exception {
        return probe.ask(primary.host(), connection);
    }

    private Relation relation(String position, HostReport report) {
        return engine.positions().orElseThrow().relation(position, report.position());
    }

    private void awaitReplayed(PostgresServer standby, String position) throws Exception {
        String lsn = position.substring(position.lastIndexOf(':') + 1);
        JdbcConnection connection = open(standby);
        Raw.await(() -> Raw.single(connection, "select pg_last_wal_replay_lsn() >= '" + lsn + "'")
                .equals("t"));
    }

    private static void follow(PostgresServer standby, PostgresServer primary) throws Exception {
        primary.execute("postgres", "select pg_create_physical_replication_slot('follower', true)");
        String password = primary.password().replace("\\", "\\\\").replace("'", "\\'");
        String conninfo = "host=127.0.0.1 port=" + primary.host().port() + " user=" + PostgresServer.USER
                + " password='" + password + "'";
        standby.configure("primary_slot_name", "follower");
        standby.configure("primary_conninfo", conninfo);
    }

    @Test
    void ask_standbyThatWasPromoted_isPrimaryOnTheNextTimelineAtOnce() throws Exception {
        PostgresServer standby = standby();
        JdbcConnection before = open(standby, "ordinary");
        assertThat(ask(before).role()).isEqualTo(HostRole.REPLICA);
        assertThat(probe.told(before)).isEqualTo(HostRole.REPLICA);
        primary.kill();

        standby.promote();

        for (JdbcConnection connection : List.of(before, open(standby, "ordinary"))) {
            HostReport report = ask(connection);
            assertThat(report.role()).isEqualTo(HostRole.PRIMARY);
            assertThat(report.timeline()).isEqualTo(2);
            assertThat(report.position()).startsWith(report.cluster() + ":2:");
            assertThat(probe.told(connection)).isEqualTo(HostRole.PRIMARY);
        }
    }

    @Test
    void ask_standbyThatFollowsAPromotion_tellsItsTimeline() throws Exception {
        commits.prepareMarkers(open(primary).raw());
        PostgresServer promoted = standby();
        PostgresServer follower = standby();
        JdbcConnection ordinary = open(follower, "ordinary");
        String before = ask(open(primary)).position();
        awaitReplayed(promoted, before);
        awaitReplayed(follower, before);
        primary.kill();
        promoted.promote();
        follow(follower, promoted);
        JdbcConnection toPromoted = open(promoted);
        Raw.execute(toPromoted, "insert into t values (1)");
        String after = ask(toPromoted).position();
        awaitReplayed(follower, after);

        // Who may see what it receives knows at once. An ordinary role does not, and that errs on the safe side …
        assertThat(ask(open(follower, "observer")).timeline()).isEqualTo(2);
        assertThat(relation(after, ask(open(follower, "observer")))).isEqualTo(Relation.REACHED);
        assertThat(ask(ordinary).timeline()).isEqualTo(1);
        assertThat(relation(after, ask(ordinary))).isEqualTo(Relation.BEHIND);

        // … until somebody prepares the markers on the new primary.
        commits.prepareMarkers(toPromoted.raw());
        awaitReplayed(follower, ask(toPromoted).position());
        assertThat(ask(ordinary).timeline()).isEqualTo(2);
        assertThat(relation(after, ask(ordinary))).isEqualTo(Relation.REACHED);
        assertThat(relation(before, ask(ordinary))).isEqualTo(Relation.EARLIER_TIMELINE);
    }

    @Test
    void settle_afterPromotion_saysWhatTheNewPrimaryHas() throws Exception {
        commits.prepareMarkers(open(primary).raw());
        PostgresServer standby = standby();
        JdbcConnection connection = open(primary);
        String replicated = UUID.randomUUID().toString();
        String position = insert(connection, replicated);
        awaitReplayed(standby, position);
        standby.pause(); // what comes now is acknowledged, and lost
        String lost = UUID.randomUUID().toString();
        insert(connection, lost);
        primary.kill();
        standby.resume();
        standby.promote();

        JdbcConnection promoted = open(standby);
        assertThat(commits.settle(promoted.raw(), replicated)).isEqualTo(Outcome.COMMITTED);
        boolean arrived = !Raw.single(promoted, "select count(*) from t").equals("1");
        assertThat(commits.settle(promoted.raw(), lost)).isEqualTo(arrived ? Outcome.COMMITTED : Outcome.ROLLED_BACK);
    }

    private String insert(JdbcConnection connection, String marker) throws Exception {
        connection.begin();
        Raw.execute(connection, "insert into t values (1)");
        String position = commits.commit(connection.raw(), marker);
        connection.setAutoCommit(true);
        return position;
    }

    @Test
    void outcome_serverCrashed_isUnknownBecauseTheIdMayBeGivenAgain() throws Exception {
        JdbcConnection connection = open(primary);
        connection.begin();
        Raw.execute(connection, "insert into t values (1)");
        String id = commits.transactionId(connection.raw());
        primary.kill();
        primary.start();

        JdbcConnection other = open(primary);
        String again;
        do { // ids that did reach the disk are not given again
            other.begin();
            Raw.execute(other, "insert into t values (2)");
            again = commits.transactionId(other.raw());
            commits.commit(other.raw(), null);
            other.setAutoCommit(true);
        } while (number(again) < number(id));

        assertThat(commits.outcome(other.raw(), again)).isEqualTo(Outcome.COMMITTED);
        assertThat(commits.outcome(other.raw(), id)).isEqualTo(Outcome.UNKNOWN);
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(0, id.indexOf(':')));
    }

    @Test
    void outcome_anotherProcessOfTheServerCrashed_isUnknown() throws Exception {
        JdbcConnection connection = open(primary);
        connection.begin();
        Raw.execute(connection, "insert into t values (1)");
        String id = commits.transactionId(connection.raw());
        String pid = primary.single("postgres", "select pid from pg_stat_activity where backend_type = 'walwriter'");
        ProcessHandle walWriter = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        walWriter.destroyForcibly();
        walWriter.onExit().join();

        Raw.await(() -> outcomeIfItAnswers(id) == Outcome.UNKNOWN);
    }

    /** Until the server notices, and while it recovers, it may answer something else, or nothing. */
    private Outcome outcomeIfItAnswers(String id) throws Exception {
        try {
            return commits.outcome(open(primary).raw(), id);
        } catch (SQLException error) {
            assertThat(engine.errors().meaning(error).category())
                    .isIn(ErrorCategory.CONNECTION_LOST, ErrorCategory.CONNECTION_REFUSED);
            return Outcome.IN_PROGRESS;
        }
    }

    @Test
    void outcome_serverWasRestarted_isKnown() throws Exception {
        JdbcConnection connection = open(primary);
        connection.begin();
        Raw.execute(connection, "insert into t values (1)");
        String committed = commits.transactionId(connection.raw());
        commits.commit(connection.raw(), null);
        Raw.execute(connection, "insert into t values (2)");
        String open = commits.transactionId(connection.raw());
        primary.stop();
        primary.start();

        JdbcConnection after = open(primary);
        assertThat(commits.outcome(after.raw(), committed)).isEqualTo(Outcome.COMMITTED);
        assertThat(commits.outcome(after.raw(), open)).isEqualTo(Outcome.ROLLED_BACK);
    }
}
