package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.HostRole;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.PositionTracker.Relation;
import dev.hawser.spi.jdbc.JdbcCommits;
import dev.hawser.spi.jdbc.JdbcCommits.Outcome;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.MessageFault;
import dev.hawser.testkit.PostgresMessages;
import dev.hawser.testkit.TcpProxy;
import dev.hawser.testkit.TestDatabase;
import dev.hawser.testkit.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commits that tell where they are and leave a mark, and what is found out about those whose answer was lost. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class PostgresqlCommitsIT {

    private static final String PASSWORD = "s3cret";

    private static TestDatabase database;

    private final PostgresqlEngine engine = new PostgresqlEngine();
    private final JdbcCommits commits = engine.commits().orElseThrow();
    private final List<JdbcConnection> opened = new ArrayList<>();
    private final String marker = UUID.randomUUID().toString();
    private JdbcConnection connection;
    private JdbcConnection other;

    @BeforeAll
    static void start() {
        database = TestDatabases.postgres();
    }

    @BeforeEach
    void open() throws Exception {
        connection = open(config());
        other = open(config());
        Raw.execute(
                other,
                "drop schema public cascade",
                "create schema public",
                "grant usage on schema public to public",
                "create table t (n int unique deferrable initially deferred)",
                "do $$ begin create role ordinary_committer login password '" + PASSWORD
                        + "'; exception when duplicate_object then null; end $$");
        commits.prepareMarkers(other.raw());
    }

    @AfterEach
    void close() {
        opened.forEach(JdbcConnection::close);
    }

    private TestConfig config() {
        return TestConfig.postgres(database);
    }

    private TestConfig ordinary() {
        return TestConfig.postgres(database.host(), database.name(), "ordinary_committer", PASSWORD);
    }

    private JdbcConnection open(TestConfig config) throws Exception {
        JdbcConnection connection = Raw.connect(engine, config.build());
        opened.add(connection);
        return connection;
    }

    private void insert(JdbcConnection connection, int n) throws Exception {
        Raw.execute(connection, "insert into t values (" + n + ")");
    }

    private String commit(JdbcConnection connection, String marker) throws Exception {
        String position = commits.commit(connection.raw(), marker);
        connection.setAutoCommit(true);
        return position;
    }

    private String found(String query) throws Exception {
        return Raw.single(other, query);
    }

    private String markers() throws Exception {
        return found("select count(*) from hawser_commits where committed and id = '" + marker + "'");
    }

    @Test
    void commit_insert_isThereWithItsMarkerAndPosition() throws Exception {
        connection.begin();
        insert(connection, 1);
        String position = commit(connection, marker);
        assertThat(found("select n from t")).isEqualTo("1");
        assertThat(markers()).isEqualTo("1");
        PostgresqlPosition parsed = PostgresqlPosition.parse(position);
        assertThat(parsed.cluster()).isEqualTo(found("select system_identifier from pg_control_system()"));
        assertThat(parsed.timeline()).isEqualTo(1);

        connection.begin();
        insert(connection, 2);
        String later = commit(connection, null);
        assertThat(engine.positions().orElseThrow().relation(later, position)).isEqualTo(Relation.BEHIND);
        assertThat(engine.positions().orElseThrow().relation(position, later)).isEqualTo(Relation.REACHED);
        assertThat(found("select count(*) from hawser_commits")).isEqualTo("1");
    }

    @Test
    void commit_transactionThatWroteNothing_leavesNoMarker() throws Exception {
        connection.begin();
        Raw.single(connection, "select count(*) from t");
        assertThat(commit(connection, marker)).isNotNull();
        assertThat(markers()).isEqualTo("0");
    }

    @Test
    void commit_noStatementYet_doesNoHarm() throws Exception {
        for (String any : new String[] {marker, null}) {
            connection.begin();
            assertThat(commit(connection, any)).isNotNull();
        }
        assertThat(markers()).isEqualTo("0");
        connection.begin();
        insert(connection, 1);
        commit(connection, marker);
        assertThat(markers()).isEqualTo("1");
    }

    @Test
    void commit_readOnlyTransaction_isCommittedWithoutMarker() throws Exception {
        connection.setReadOnly(true);
        connection.begin();
        Raw.single(connection, "select count(*) from t");
        assertThat(commit(connection, marker)).isNotNull();
        connection.reset();

        connection.begin();
        Raw.execute(connection, "set transaction isolation level serializable, read only, deferrable");
        Raw.single(connection, "select count(*) from t");
        assertThat(commit(connection, marker)).isNotNull();
        assertThat(markers()).isEqualTo("0");
    }

    @Test
    void commit_readOnlySinceItWrote_failsBecauseItCouldNotBeProven() throws Exception {
        connection.begin();
        insert(connection, 1);
        Raw.execute(connection, "set transaction read only");
        Exception error = Raw.thrown(() -> commits.commit(connection.raw(), marker));
        assertThat(((SQLException) error).getSQLState()).isEqualTo("25000");
        assertThat(error).hasMessageContaining("became read-only");
        connection.rollback();
        assertThat(found("select count(*) from t")).isEqualTo("0");
    }

    @Test
    void commit_roleAndSearchPathWereChanged_marksAllTheSame() throws Exception {
        Raw.execute(other, "grant insert on t to ordinary_committer");
        connection.begin();
        Raw.execute(connection, "create schema elsewhere", "create table elsewhere.hawser_commits (n int)");
        Raw.execute(connection, "set local search_path = elsewhere", "set local role ordinary_committer");
        Raw.execute(connection, "insert into public.t values (1)");
        commit(connection, marker);
        assertThat(markers()).isEqualTo("1");
        assertThat(found("select count(*) from elsewhere.hawser_commits")).isEqualTo("0");
        assertThatThrownBy(() -> Raw.execute(open(ordinary()), "insert into hawser_commits values (gen_random_uuid())"))
                .hasMessageContaining("permission denied");
        Raw.execute(other, "drop schema elsewhere cascade");
    }

    @Test
    void commit_isOneRoundTrip_andNothingFollows() throws Exception {
        AtomicInteger roundTrips = new AtomicInteger();
        try (TcpProxy proxy = TcpProxy.to(database.host(), PostgresMessages.PROTOCOL)) {
            proxy.at(MessageFault.cut(message -> {
                boolean isAwaited =
                        message.type().equals("Sync") || message.type().equals("Query");
                roundTrips.addAndGet(isAwaited ? 1 : 0);
                return false;
            }));
            JdbcConnection far = open(config().hosts(proxy.host()));
            for (int use = 1; use <= 8; use++) { // more often than the driver needs to prepare it on the server
                for (String any : new String[] {marker(use), null}) {
                    far.begin();
                    insert(far, use * 2 + (any == null ? 1 : 0));
                    roundTrips.set(0);
                    commits.commit(far.raw(), any);
                    far.setAutoCommit(true);
                    if (use > 1 || any == null) { // the first time the function is made known
                        assertThat(roundTrips).as("use " + use).hasValue(1);
                    }
                }
            }
            assertThat(found("select count(*) from t")).isEqualTo("16");
            assertThat(found("select count(*) from hawser_commits")).isEqualTo("8");
            assertThat(Raw.single(
                            far, "select count(*) from pg_prepared_statements where statement ilike '%hawser_mark%'"))
                    .isEqualTo("1");
            assertThat(Raw.single(
                            far, "select count(*) from pg_prepared_statements where statement ilike '%wal_insert%'"))
                    .isNotEqualTo("0");
            far.close();
        }
    }

    private static String marker(int number) {
        return new UUID(0, number).toString();
    }

    @Test
    void commit_deferredConstraintFails_isTheErrorAndNothingIsKept() throws Exception {
        for (int use = 1; use <= 8; use++) {
            connection.begin();
            insert(connection, 1);
            insert(connection, 1);
            assertThatThrownBy(() -> commits.commit(connection.raw(), marker))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("duplicate key")
                    .extracting("SQLState")
                    .isEqualTo("23505");
            connection.rollback();
        }
        assertThat(found("select count(*) from t")).isEqualTo("0");
        assertThat(markers()).isEqualTo("0");
        assertThat(commits.settle(other.raw(), marker)).isEqualTo(Outcome.ROLLED_BACK);
    }

    @Test
    void commit_abortedTransaction_isNotTakenForCommitted() throws Exception {
        for (boolean known : new boolean[] {false, true}) {
            for (String any : new String[] {marker, null}) {
                JdbcConnection fresh = open(config());
                if (known) {
                    fresh.begin();
                    commit(fresh, null);
                }
                fresh.begin();
                insert(fresh, 1);
                assertThatThrownBy(() -> Raw.execute(fresh, "select 1 / 0")).isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> commits.commit(fresh.raw(), any))
                        .isInstanceOf(SQLException.class)
                        .extracting("SQLState")
                        .isEqualTo("25P02");
                fresh.rollback();
            }
        }
        assertThat(found("select count(*) from t")).isEqualTo("0");
    }

    @Test
    void commit_positionsRefused_isPlainAndTheTransactionSurvives() throws Exception {
        Raw.execute(other, "revoke execute on function pg_control_system() from public", "grant insert on t to public");
        try {
            JdbcConnection poor = open(ordinary());
            for (int use = 1; use <= 3; use++) {
                poor.begin();
                insert(poor, use);
                assertThat(commit(poor, use == 1 ? marker : null)).isNull();
            }
        } finally {
            Raw.execute(other, "grant execute on function pg_control_system() to public");
        }
        assertThat(found("select count(*) from t")).isEqualTo("3");
        assertThat(markers()).isEqualTo("1");
    }

    @Test
    void commit_positionRefusedBehindTheCommit_isNotTakenForRolledBack() throws Exception {
        Raw.execute(other, "grant insert on t to public");
        JdbcConnection ordinary = open(ordinary());
        ordinary.begin();
        commit(ordinary, null);
        Raw.execute(other, "revoke execute on function pg_current_wal_insert_lsn() from public");
        try {
            ordinary.begin();
            insert(ordinary, 1);
            Exception error = Raw.thrown(() -> commits.commit(ordinary.raw(), marker));
            assertThat(((SQLException) error).getSQLState()).isEqualTo("08007");
            assertThat(error).hasMessageContaining("may have been done").hasMessageContaining("permission denied");
        } finally {
            Raw.execute(other, "grant execute on function pg_current_wal_insert_lsn() to public");
        }
        assertThat(found("select n from t")).isEqualTo("1");
        assertThat(commits.settle(other.raw(), marker)).isEqualTo(Outcome.COMMITTED);
    }

    @Test
    void commit_markerCannotBeWritten_isThatErrorAndNothingIsKept() throws Exception {
        Raw.execute(other, "drop table hawser_commits");
        connection.begin();
        insert(connection, 1);
        Exception error = Raw.thrown(() -> commits.commit(connection.raw(), marker));
        assertThat(((SQLException) error).getSQLState()).isEqualTo("42P01");
        connection.rollback();
        assertThat(found("select count(*) from t")).isEqualTo("0");
    }

    @Test
    void commit_connectionIsGone_isLostAndWasRolledBack() throws Exception {
        for (boolean known : new boolean[] {false, true}) {
            JdbcConnection victim = open(config());
            if (known) {
                victim.begin();
                commit(victim, null);
            }
            victim.begin();
            insert(victim, 1);
            Raw.execute(other, "select pg_terminate_backend(" + victim.serverProcess() + ", 10000)");
            assertThat(Raw.failure(engine, () -> commits.commit(victim.raw(), marker))
                            .category())
                    .isEqualTo(ErrorCategory.CONNECTION_LOST);
            assertThat(Raw.failure(engine, () -> commits.commit(victim.raw(), marker))
                            .category())
                    .isEqualTo(ErrorCategory.CONNECTION_LOST);
            assertThat(commits.settle(other.raw(), marker)).isEqualTo(Outcome.ROLLED_BACK);
        }
        assertThat(found("select count(*) from t")).isEqualTo("0");
    }

    @Test
    void commit_notAMarker_isRefusedBeforeAnythingIsSent() throws Exception {
        connection.begin();
        insert(connection, 1);
        assertThatThrownBy(() -> commits.commit(connection.raw(), "'); drop table t; --"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> commits.settle(other.raw(), "marker")).isInstanceOf(IllegalArgumentException.class);
        commit(connection, marker);
        assertThat(markers()).isEqualTo("1");
    }

    @Test
    void commit_behindPooler_marksInTheConfiguredSchema() throws Exception {
        Raw.execute(other, "create schema \"my \"\"odd\\ sch'ema\"");
        JdbcConnection pooled = open(config().provider(TestConfig.POOLER).schema("my \"odd\\ sch'ema"));
        commits.prepareMarkers(pooled.raw());
        pooled.begin();
        Raw.execute(pooled, "insert into public.t values (1)");
        assertThat(commit(pooled, marker)).isNotNull();
        assertThat(commits.settle(pooled.raw(), marker)).isEqualTo(Outcome.COMMITTED);
        assertThat(found("select id from \"my \"\"odd\\ sch'ema\".hawser_commits"))
                .isEqualTo(marker);
        assertThat(markers()).isEqualTo("0");
        Raw.execute(other, "drop schema \"my \"\"odd\\ sch'ema\" cascade");
    }

    @Test
    void transactionId_writtenOrNot_andItsOutcome() throws Exception {
        connection.begin();
        assertThat(commits.transactionId(connection.raw())).isNull();
        insert(connection, 1);
        String first = commits.transactionId(connection.raw());
        assertThat(commits.transactionId(connection.raw())).isEqualTo(first);
        assertThat(commits.outcome(other.raw(), first)).isEqualTo(Outcome.IN_PROGRESS);
        commit(connection, null);
        assertThat(commits.outcome(other.raw(), first)).isEqualTo(Outcome.COMMITTED);

        connection.begin();
        insert(connection, 2);
        String second = commits.transactionId(connection.raw());
        connection.rollback();
        assertThat(second).isNotEqualTo(first);
        assertThat(commits.outcome(other.raw(), second)).isEqualTo(Outcome.ROLLED_BACK);
    }

    @Test
    void transactionId_behindPooler_isTheSame() throws Exception {
        JdbcConnection pooled = open(config().provider(TestConfig.POOLER));
        pooled.begin();
        insert(pooled, 1);
        String id = commits.transactionId(pooled.raw());
        assertThat(commits.transactionId(pooled.raw())).isEqualTo(id);
        pooled.rollback();
        assertThat(commits.outcome(pooled.raw(), id)).isEqualTo(Outcome.ROLLED_BACK);
    }

    @Test
    void outcome_forgottenOrOfAnotherLife_isUnknown() throws Exception {
        connection.begin();
        insert(connection, 1);
        String id = commits.transactionId(connection.raw());
        commit(connection, null);
        String life = id.substring(id.indexOf(':'));
        assertThat(commits.outcome(other.raw(), "3" + life)).isIn(Outcome.UNKNOWN, Outcome.COMMITTED);
        assertThat(commits.outcome(other.raw(), id + "0")).isEqualTo(Outcome.UNKNOWN);
        assertThat(commits.outcome(other.raw(), id)).isEqualTo(Outcome.COMMITTED);
        String promoted = id.replaceFirst(":[0-9A-F]{8}/", ":00000009/");
        assertThat(promoted).isNotEqualTo(id);
        assertThat(commits.outcome(other.raw(), promoted))
                .as("given on another timeline, by a server with the same statistics")
                .isEqualTo(Outcome.UNKNOWN);
        assertThatThrownBy(() -> commits.outcome(other.raw(), "1; drop table t"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void settle_neverCommitted_isRolledBackForGoodHoweverOftenItIsAsked() throws Exception {
        connection.begin();
        insert(connection, 1);
        for (int i = 0; i < 3; i++) {
            assertThat(commits.settle(other.raw(), marker)).isEqualTo(Outcome.ROLLED_BACK);
        }
        assertThatThrownBy(() -> commits.commit(connection.raw(), marker))
                .isInstanceOf(SQLException.class)
                .extracting("SQLState")
                .isEqualTo("23505");
        connection.rollback();
        assertThat(found("select count(*) from t")).isEqualTo("0");
        assertThat(commits.settle(other.raw(), marker)).isEqualTo(Outcome.ROLLED_BACK);
    }

    @Test
    void settle_committed_isCommittedHoweverOftenItIsAsked() throws Exception {
        connection.begin();
        insert(connection, 1);
        commit(connection, marker);
        for (int i = 0; i < 3; i++) {
            assertThat(commits.settle(other.raw(), marker)).isEqualTo(Outcome.COMMITTED);
        }
        assertThat(markers()).isEqualTo("1");
    }

    @Test
    void settle_commitUnderWay_waitsForIt() throws Exception {
        for (String isolation : List.of("read committed", "repeatable read", "serializable")) {
            String mine = UUID.randomUUID().toString();
            Raw.execute(other, "set default_transaction_isolation = '" + isolation + "'");
            Outcome outcome = settleWhileCommitting(mine, false);
            assertThat(outcome).as(isolation).isEqualTo(Outcome.COMMITTED);
        }
        assertThat(found("select count(*) from t")).isEqualTo("3");
    }

    @Test
    void settle_commitUnderWayThatFails_waitsForItAndItIsRolledBack() throws Exception {
        assertThat(settleWhileCommitting(marker, true)).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(found("select count(*) from t")).isEqualTo("0");
        assertThat(commits.settle(other.raw(), marker)).isEqualTo(Outcome.ROLLED_BACK);
    }

    @Test
    void settle_waitedInVain_isInProgress() throws Exception {
        // The second limits every statement, also those that wait for nothing on a machine that is busy.
        for (String limit : List.of("lock_timeout = '200ms'", "statement_timeout = '1s'")) {
            String mine = UUID.randomUUID().toString();
            Held held = new Held(mine, false);
            Raw.execute(other, "set " + limit);
            assertThat(commits.settle(other.raw(), mine)).as(limit).isEqualTo(Outcome.IN_PROGRESS);
            Raw.execute(other, "set lock_timeout = 0", "set statement_timeout = 0");
            held.release();
            held.committed.get(30, TimeUnit.SECONDS);
            assertThat(commits.settle(other.raw(), mine)).isEqualTo(Outcome.COMMITTED);
            Raw.execute(other, "truncate t");
        }
    }

    private Outcome settleWhileCommitting(String marker, boolean fails) throws Exception {
        Held held = new Held(marker, fails);
        FutureTask<Outcome> settling = started(() -> commits.settle(other.raw(), marker));
        awaitWaiting(other, "transactionid");
        assertThat(settling.isDone()).isFalse();
        held.release();
        if (fails) {
            assertThatThrownBy(() -> held.committed.get(30, TimeUnit.SECONDS)).hasMessageContaining("as asked for");
        } else {
            assertThat(held.committed.get(30, TimeUnit.SECONDS)).isNotNull();
        }
        return settling.get(30, TimeUnit.SECONDS);
    }

    /** A transaction that has written its marker and is held inside its commit, by a trigger that waits for a lock. */
    private final class Held {

        final FutureTask<String> committed;
        private final JdbcConnection blocker = open(config());

        Held(String marker, boolean fails) throws Exception {
            Raw.execute(
                    blocker,
                    "create or replace function hold() returns trigger language plpgsql as $$ begin"
                            + " perform pg_advisory_xact_lock(1);"
                            + (fails ? " raise exception 'as asked for';" : "") + " return null; end $$",
                    "drop trigger if exists hold on t",
                    "create constraint trigger hold after insert on t deferrable initially deferred"
                            + " for each row execute function hold()",
                    "select pg_advisory_lock(1)");
            JdbcConnection original = open(config());
            original.begin();
            insert(original, opened.size());
            committed = started(() -> commit(original, marker));
            awaitWaiting(original, "advisory");
        }

        void release() throws Exception {
            Raw.execute(blocker, "select pg_advisory_unlock(1)");
        }
    }

    private static <T> FutureTask<T> started(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task, "commits-test").start();
        return task;
    }

    /** Until the connection's session waits for such a lock. */
    private void awaitWaiting(JdbcConnection waiting, String lockType) throws Exception {
        JdbcConnection observer = open(config());
        String query = "select count(*) from pg_locks where not granted and locktype = '" + lockType + "' and pid = "
                + waiting.serverProcess();
        Raw.await(() -> !Raw.single(observer, query).equals("0"));
    }

    @Test
    void prepareMarkers_again_changesNothing() throws Exception {
        connection.begin();
        insert(connection, 1);
        commit(connection, marker);
        commits.prepareMarkers(connection.raw());
        assertThat(markers()).isEqualTo("1");
        assertThat(found("select obj_description('hawser_commits'::regclass)")).contains("Hawser", "may be deleted");
        assertThat(found("select relpersistence from pg_class where relname = 'hawser_commits'"))
                .isEqualTo("p");
        assertThat(found("select count(*) from pg_class where relname = 'hawser_timeline'"))
                .isEqualTo("0");
    }

    @Test
    void prepareMarkers_manyAtOnce_allSucceed() throws Exception {
        int many = 8;
        List<JdbcConnection> instances = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            instances.add(open(config()));
        }
        for (int round = 0; round < 5; round++) {
            Raw.execute(other, "drop table hawser_commits", "drop function hawser_mark_commit");
            CountDownLatch start = new CountDownLatch(1);
            List<FutureTask<Boolean>> tasks = new ArrayList<>();
            for (JdbcConnection instance : instances) {
                tasks.add(started(() -> {
                    start.await();
                    commits.prepareMarkers(instance.raw());
                    return true;
                }));
            }
            start.countDown();
            for (FutureTask<Boolean> task : tasks) {
                assertThat(task.get(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void prepareMarkers_roleThatMayCreateNothing_usesWhatIsThereAndSaysWhatIsMissing() throws Exception {
        JdbcConnection poor = open(ordinary());
        commits.prepareMarkers(poor.raw());
        Raw.execute(other, "grant insert on t to public");
        poor.begin();
        insert(poor, 1);
        commit(poor, marker);
        assertThat(markers()).isEqualTo("1");

        Raw.execute(other, "drop table hawser_commits");
        assertThatThrownBy(() -> commits.prepareMarkers(poor.raw()))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied for schema public");
    }

    @Test
    void prepareMarkers_roleThatOwnsItsSchema_needsNoOtherGrant() throws Exception {
        Raw.execute(other, "create schema owned authorization ordinary_committer", "grant insert on t to public");
        JdbcConnection owner = open(ordinary().schema("owned"));
        commits.prepareMarkers(owner.raw());
        owner.begin();
        insert(owner, 1);
        assertThat(commit(owner, marker)).isNotNull();
        assertThat(commits.settle(owner.raw(), marker)).isEqualTo(Outcome.COMMITTED);
        assertThat(commits.pruneMarkers(owner.raw(), Duration.ZERO)).isEqualTo(1);
        Raw.execute(other, "drop schema owned cascade");
    }

    @Test
    void pruneMarkers_oldOnes_areDeletedInBatches() throws Exception {
        Raw.execute(
                other,
                "insert into hawser_commits (id, at) select gen_random_uuid(), now() - interval '1 hour' from generate_series(1, 25000)",
                "insert into hawser_commits (id, at) select gen_random_uuid(), now() - interval '1 minute' from generate_series(1, 10)");
        assertThat(commits.pruneMarkers(other.raw(), Duration.ofMinutes(30))).isEqualTo(25_000);
        assertThat(commits.pruneMarkers(other.raw(), Duration.ofMinutes(30))).isZero();
        assertThat(found("select count(*) from hawser_commits")).isEqualTo("10");
    }

    @Test
    void pruneMarkers_transactionBeganLongAgo_markerIsYoung() throws Exception {
        connection.begin();
        insert(connection, 1);
        String longAfter = found("select clock_timestamp()");
        commit(connection, marker);
        assertThat(found("select at > '" + longAfter + "' from hawser_commits")).isEqualTo("t");
        assertThat(commits.pruneMarkers(other.raw(), Duration.ofMinutes(1))).isZero();
    }

    @Test
    void told_ownSessionIsReadOnly_isNoPrimary() throws Exception {
        assertThat(engine.roleProbe().told(connection)).isEqualTo(HostRole.PRIMARY);
        Raw.execute(connection, "set default_transaction_read_only = on");
        assertThat(engine.roleProbe().told(connection)).isEqualTo(HostRole.REPLICA);
        connection.sessionChanged();
        connection.reset();
        assertThat(engine.roleProbe().told(connection)).isEqualTo(HostRole.PRIMARY);
    }

    @Test
    void commit_driversConnectionOfSomebodyElse_isRefused() throws Exception {
        try (Connection foreign = new PostgresqlConnections(config().build())
                .open(database.host(), database.name(), Raw.login(config().build()), Raw.TIMEOUT)) {
            assertThatThrownBy(() -> commits.commit(foreign, null)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
