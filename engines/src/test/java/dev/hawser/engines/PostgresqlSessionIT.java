package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.HostRole;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.ErrorTable.Meaning;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.TestDatabase;
import dev.hawser.testkit.TestDatabases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a session is told, what it keeps, and what errors mean while it is used. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class PostgresqlSessionIT {

    private static TestDatabase database;

    private final PostgresqlEngine engine = new PostgresqlEngine();
    private final List<JdbcConnection> opened = new ArrayList<>();

    @BeforeAll
    static void start() {
        database = TestDatabases.postgres();
    }

    @AfterEach
    void close() {
        opened.forEach(JdbcConnection::close);
    }

    private TestConfig config() {
        return TestConfig.postgres(database);
    }

    private JdbcConnection open(TestConfig config) throws Exception {
        assertThat(engine.check(config.build())).isEmpty();
        JdbcConnection connection = Raw.connect(engine, config.build());
        opened.add(connection);
        return connection;
    }

    private Meaning failure(JdbcConnection connection, String... statements) {
        return Raw.failure(engine, () -> Raw.execute(connection, statements));
    }

    @Test
    void connect_defaults_sessionHasTheSettings() throws Exception {
        JdbcConnection connection = open(config());
        assertThat(Raw.single(connection, "show statement_timeout")).isEqualTo("30s");
        assertThat(Raw.single(connection, "show idle_in_transaction_session_timeout"))
                .isEqualTo("1min");
        assertThat(Raw.single(connection, "show application_name")).isEqualTo("hawser-test");
        assertThat(Raw.single(connection, "show tcp_keepalives_idle")).isEqualTo("30");
        assertThat(Raw.single(connection, "show tcp_keepalives_interval")).isEqualTo("10");
        assertThat(Raw.single(connection, "show tcp_keepalives_count")).isEqualTo("3");
        assertThat(connection.serverVersion()).matches("PostgreSQL \\d+\\.\\d+");
        assertThat(connection.connectionCount()).isEqualTo(1);
        assertThat(connection.isAlive(Raw.TIMEOUT)).isTrue();
    }

    @Test
    void liftTimeLimits_behindAPooler_freesEachTransaction_untilTheReset() throws Exception {
        JdbcConnection connection = open(config().provider(TestConfig.POOLER));
        connection.liftTimeLimits();
        for (int i = 0; i < 2; i++) {
            connection.begin();
            assertThat(Raw.single(connection, "show statement_timeout")).isEqualTo("0");
            assertThat(Raw.single(connection, "show idle_in_transaction_session_timeout"))
                    .isEqualTo("0");
            connection.commit();
        }
        connection.reset();
        connection.begin();
        assertThat(Raw.single(connection, "show statement_timeout")).isEqualTo("30s");
    }

    @Test
    void serverProcess_isTheBackend_exceptBehindAPooler() throws Exception {
        JdbcConnection connection = open(config());
        assertThat(connection.serverProcess()).isEqualTo(Raw.single(connection, "select pg_backend_pid()"));
        assertThat(open(config().provider(TestConfig.POOLER)).serverProcess()).isNull();
    }

    @Test
    void isAlive_serverThatIsSilent_endsInTimeAlsoBelowASecond() throws Exception {
        try (PostgresServer own = PostgresServer.started()) {
            TestConfig config = TestConfig.postgres(own.host(), "postgres", PostgresServer.USER, own.password());
            JdbcConnection healthy = open(config);
            int usual = healthy.raw().getNetworkTimeout();
            assertThat(healthy.isAlive(Duration.ofMillis(500))).isTrue();
            assertThat(healthy.raw().getNetworkTimeout()).isEqualTo(usual).isPositive();
            List<JdbcConnection> victims = List.of(open(config), open(config));
            own.pause();
            try {
                Duration brief = Raw.time(() -> victims.get(0).isAlive(Duration.ofMillis(150)));
                assertThat(brief).isBetween(Duration.ofMillis(140), Duration.ofMillis(990));
                Duration second = Raw.time(() -> victims.get(1).isAlive(Duration.ofMillis(1_000)));
                assertThat(second).isBetween(Duration.ofMillis(990), Duration.ofSeconds(10));
            } finally {
                own.resume();
            }
            assertThat(victims.get(0).isAlive(Duration.ofMillis(500))).isFalse();
            assertThat(healthy.isAlive(Duration.ofMillis(500))).isTrue();
        }
    }

    @Test
    void limits_tenthUseAfterFirstWasRolledBack_stillHold() throws Exception {
        JdbcConnection connection = open(config().statementTimeout(Duration.ofMillis(300)));
        connection.begin();
        Raw.execute(connection, "set statement_timeout = 0", "set idle_in_transaction_session_timeout = 0");
        connection.rollback();
        for (int use = 2; use < 10; use++) {
            connection.begin();
            Raw.single(connection, "select 1");
            connection.commit();
            connection.reset();
        }
        assertThat(Raw.single(connection, "show idle_in_transaction_session_timeout"))
                .isEqualTo("1min");
        Meaning stopped = failure(connection, "select pg_sleep(30)");
        assertThat(stopped.category()).isEqualTo(ErrorCategory.TIMEOUT);
        assertThat(stopped.sqlState()).isEqualTo("57014");
        assertThat(stopped.advice()).contains("statement-timeout");
    }

    @Test
    void limits_behindPooler_areSentWithEachTransactionOnly() throws Exception {
        JdbcConnection connection = open(config().provider(TestConfig.POOLER).schema("public"));
        assertThat(Raw.single(connection, "show statement_timeout")).isEqualTo("0");
        for (int use = 1; use <= 10; use++) {
            connection.begin();
            assertThat(Raw.single(connection, "show statement_timeout")).isEqualTo("30s");
            assertThat(Raw.single(connection, "show idle_in_transaction_session_timeout"))
                    .isEqualTo("1min");
            assertThat(Raw.single(connection, "show search_path")).isEqualTo("public");
            connection.rollback();
            assertThat(Raw.single(connection, "show statement_timeout")).isEqualTo("0");
        }
        connection.sessionChanged();
        assertThat(Raw.thrown(connection::reset)).isInstanceOf(SQLException.class);
    }

    @Test
    void readonly_behindPooler_isSentWithEachTransaction() throws Exception {
        JdbcConnection connection = open(config().provider(TestConfig.POOLER).readonly());
        connection.begin();
        assertThat(failure(connection, "create table never (n int)").category()).isEqualTo(ErrorCategory.WRONG_ROLE);
        connection.rollback();
    }

    @Test
    void reset_sessionChangedBySql_isAsWhenItStarted() throws Exception {
        JdbcConnection connection = open(config());
        List<String> before = state(connection);
        Raw.execute(
                connection,
                "set statement_timeout = 0",
                "set search_path = pg_catalog",
                "set application_name = 'other'",
                "set time zone 'Asia/Tokyo'",
                "set extra_float_digits = 0",
                "set datestyle = 'ISO, DMY'",
                "set default_transaction_isolation = 'serializable'",
                "create temporary table scratch (n int)",
                "listen news",
                "select pg_advisory_lock(42)",
                "prepare mine as select 1",
                "set session authorization pg_monitor");
        assertThat(state(connection)).isNotEqualTo(before);

        connection.sessionChanged();
        connection.reset();

        assertThat(state(connection)).isEqualTo(before);
    }

    private static List<String> state(JdbcConnection connection) throws SQLException {
        List<String> state = new ArrayList<>();
        for (String question : List.of(
                "show statement_timeout",
                "show idle_in_transaction_session_timeout",
                "show search_path",
                "show application_name",
                "show time zone",
                "show extra_float_digits",
                "show datestyle",
                "show default_transaction_isolation",
                "select session_user",
                "select count(*) from pg_class where relname = 'scratch'",
                "select count(*) from pg_listening_channels()",
                "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()",
                "select count(*) from pg_prepared_statements where from_sql")) {
            state.add(question + ": " + Raw.single(connection, question));
        }
        return state;
    }

    @Test
    void reset_statementPreparedOnServer_stillWorks() throws Exception {
        JdbcConnection connection = open(config());
        try (PreparedStatement statement = connection.raw().prepareStatement("select ?::int + 1")) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 8; i++) {
                    statement.setInt(1, i);
                    try (ResultSet rows = statement.executeQuery()) {
                        rows.next();
                        assertThat(rows.getInt(1)).isEqualTo(i + 1);
                    }
                }
                assertThat(Raw.single(connection, "select count(*) from pg_prepared_statements where not from_sql"))
                        .isNotEqualTo("0");
                connection.sessionChanged();
                connection.reset();
                assertThat(Raw.single(connection, "select count(*) from pg_prepared_statements"))
                        .isEqualTo("0");
            }
        }
    }

    @Test
    void reset_everythingChangedThroughDriver_isAsWhenItStarted() throws Exception {
        JdbcConnection connection = open(config());
        List<String> before = state(connection);
        connection.unwrapped();
        Connection raw = connection.raw();
        raw.setSchema("pg_catalog");
        raw.setReadOnly(true);
        raw.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        raw.setNetworkTimeout(Runnable::run, 12_345);
        raw.setAutoCommit(false);
        Raw.single(connection, "select 1");

        connection.reset();

        assertThat(state(connection)).isEqualTo(before);
        assertThat(raw.getAutoCommit()).isTrue();
        assertThat(raw.isReadOnly()).isFalse();
        assertThat(raw.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        assertThat(raw.getNetworkTimeout()).isEqualTo(45_000);
    }

    @Test
    void readonly_serverRefusesEveryWrite() throws Exception {
        Raw.execute(open(config()), "create table kept (n int)", "insert into kept values (1)");
        JdbcConnection connection = open(config().readonly());
        for (String write : List.of(
                "insert into kept values (2)",
                "update kept set n = 2",
                "delete from kept",
                "truncate kept",
                "drop table kept",
                "create table other (n int)")) {
            assertThat(failure(connection, write).sqlState()).as(write).isEqualTo("25006");
        }
        connection.begin();
        assertThat(failure(connection, "insert into kept values (2)").category())
                .isEqualTo(ErrorCategory.WRONG_ROLE);
        connection.rollback();
        assertThat(Raw.single(connection, "select n from kept")).isEqualTo("1");
        assertThat(connection.raw().isReadOnly()).isTrue();
    }

    @Test
    void schema_withStrangeName_isWhatNamesMean() throws Exception {
        String schema = "my \"odd\\ schema";
        Raw.execute(open(config()), "create schema " + PostgresqlEngine.DIALECT.quote(schema));
        JdbcConnection connection = open(config().schema(schema));
        assertThat(Raw.single(connection, "select current_schema()")).isEqualTo(schema);
        Raw.execute(connection, "create table here (n int)");
        assertThat(Raw.single(connection, "select schemaname from pg_tables where tablename = 'here'"))
                .isEqualTo(schema);
    }

    @Test
    void properties_givenByUser_reachTheDriver() throws Exception {
        JdbcConnection connection =
                open(config().properties(Map.of("ApplicationName", "mine", "options", "-c work_mem=77MB")));
        assertThat(Raw.single(connection, "show application_name")).isEqualTo("mine");
        assertThat(Raw.single(connection, "show work_mem")).isEqualTo("77MB");
        assertThat(Raw.single(connection, "show statement_timeout")).isEqualTo("30s");
    }

    @Test
    void stream_fetchSizeInTransaction_doesNotReadEverythingAtOnce() throws Exception {
        JdbcConnection connection = open(config());
        connection.begin();
        try (Statement statement = connection.raw().createStatement()) {
            statement.setFetchSize(10);
            try (ResultSet rows = statement.executeQuery("select 1 / (1000 - n) from generate_series(1, 2000) n")) {
                for (int i = 0; i < 500; i++) {
                    assertThat(rows.next()).isTrue(); // row 1000 would fail, and was not computed yet
                }
            }
        }
        connection.rollback();
    }

    @Test
    void role_primary_isKnown() throws Exception {
        JdbcConnection connection = open(config());
        assertThat(engine.roleProbe().ask(database.host(), connection).role()).isEqualTo(HostRole.PRIMARY);
        JdbcConnection pooled = open(config().provider(TestConfig.POOLER));
        assertThat(engine.roleProbe().ask(database.host(), pooled).role()).isEqualTo(HostRole.PRIMARY);
    }

    @Test
    void role_standbyBeforeAndAfterPromotion_isToldByTheSameConnection() throws Exception {
        try (PostgresServer primary = PostgresServer.started();
                PostgresServer standby = primary.standby()) {
            JdbcConnection connection =
                    open(TestConfig.postgres(standby.host(), "postgres", PostgresServer.USER, standby.password()));
            assertThat(engine.roleProbe().ask(standby.host(), connection).role())
                    .isEqualTo(HostRole.REPLICA);
            assertThat(failure(connection, "create table t (n int)").category()).isEqualTo(ErrorCategory.WRONG_ROLE);
            standby.promote();
            assertThat(engine.roleProbe().ask(standby.host(), connection).role())
                    .isEqualTo(HostRole.PRIMARY);
            Raw.execute(connection, "create table t (n int)");
        }
    }

    @Test
    void errors_provokedByStatements_haveTheirCategories() throws Exception {
        JdbcConnection connection = open(config());
        Raw.execute(
                connection,
                "create table e (id int primary key, n int not null check (n > 0), v varchar(3))",
                "insert into e values (1, 1, 'x')",
                "do $$ begin create role nobody_in_particular; exception when duplicate_object then null; end $$");
        assertThat(failure(connection, "selekt 1").category()).isEqualTo(ErrorCategory.SYNTAX);
        assertThat(failure(connection, "select * from nowhere").sqlState()).isEqualTo("42P01");
        assertThat(failure(connection, "create table nowhere.t (n int)").sqlState())
                .isEqualTo("3F000");
        for (String bad : List.of("(1, 1, 'x')", "(2, null, 'x')", "(2, -1, 'x')")) {
            assertThat(failure(connection, "insert into e values " + bad).category())
                    .isEqualTo(ErrorCategory.CONSTRAINT);
        }
        assertThat(failure(connection, "insert into e values (2, 1, 'long')").category())
                .isEqualTo(ErrorCategory.DATA);
        assertThat(failure(connection, "select 1 / 0").category()).isEqualTo(ErrorCategory.DATA);
        assertThat(failure(connection, "select (select generate_series(1, 2))").category())
                .isEqualTo(ErrorCategory.DATA);
        assertThat(failure(connection, "set role nobody_in_particular", "select * from e")
                        .category())
                .isEqualTo(ErrorCategory.PERMISSION);
        Raw.execute(connection, "reset role");
        assertThat(failure(connection, "do $$ begin raise exception 'mine'; end $$")
                        .category())
                .isEqualTo(ErrorCategory.OTHER);
        assertThat(failure(connection, "do $$ begin raise exception using errcode = '53100'; end $$")
                        .category())
                .isEqualTo(ErrorCategory.RESOURCE);
    }

    @Test
    void errors_lockNotAvailable_isTimeout() throws Exception {
        JdbcConnection holder = open(config());
        JdbcConnection waiter = open(config());
        Raw.execute(holder, "create table locked (n int)");
        holder.begin();
        Raw.execute(holder, "lock table locked");
        assertThat(failure(waiter, "set lock_timeout = 10", "select * from locked")
                        .sqlState())
                .isEqualTo("55P03");
        assertThat(failure(waiter, "select * from locked").category()).isEqualTo(ErrorCategory.TIMEOUT);
        holder.rollback();
    }

    @Test
    void errors_writeSkew_isSerialization() throws Exception {
        JdbcConnection one = open(config());
        JdbcConnection two = open(config());
        Raw.execute(one, "create table s (n int)", "insert into s values (1)");
        for (JdbcConnection connection : List.of(one, two)) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.begin();
            Raw.single(connection, "select * from s");
        }
        Raw.execute(one, "update s set n = 2");
        one.commit();
        Meaning meaning = failure(two, "update s set n = 3");
        assertThat(meaning.category()).isEqualTo(ErrorCategory.SERIALIZATION);
        assertThat(meaning.sqlState()).isEqualTo("40001");
        two.rollback();
    }

    @Test
    void errors_deadlock_isDeadlock() throws Exception {
        JdbcConnection one = open(config());
        JdbcConnection two = open(config());
        Raw.execute(one, "create table d (id int)", "insert into d values (1), (2)");
        one.begin();
        two.begin();
        Raw.execute(one, "update d set id = id where id = 1");
        Raw.execute(two, "update d set id = id where id = 2");
        FutureTask<Boolean> other = new FutureTask<>(() -> isDeadlock(two, "update d set id = id where id = 1"));
        new Thread(other).start();
        boolean mine = isDeadlock(one, "update d set id = id where id = 2");
        if (mine) {
            one.rollback();
        }
        assertThat(other.get(30, TimeUnit.SECONDS)).isNotEqualTo(mine);
    }

    private boolean isDeadlock(JdbcConnection connection, String sql) {
        try {
            Raw.execute(connection, sql);
            return false;
        } catch (SQLException failed) {
            assertThat(engine.errors().meaning(failed).category()).isEqualTo(ErrorCategory.DEADLOCK);
            return true;
        }
    }

    @Test
    void errors_sessionEndedByServer_areConnectionLost() throws Exception {
        JdbcConnection admin = open(config());
        JdbcConnection victim = open(config());
        String pid = Raw.single(victim, "select pg_backend_pid()");
        Raw.single(admin, "select pg_terminate_backend(" + pid + ", 10000)");
        Meaning terminated = failure(victim, "select 1");
        assertThat(terminated.sqlState()).isEqualTo("57P01");
        assertThat(terminated.category()).isEqualTo(ErrorCategory.CONNECTION_LOST);

        JdbcConnection idle = open(config());
        String waiting =
                "select count(*) from pg_stat_activity where pid = " + Raw.single(idle, "select pg_backend_pid()");
        idle.begin();
        Raw.execute(idle, "set local idle_in_transaction_session_timeout = 50");
        Raw.await(() -> "0".equals(Raw.single(admin, waiting)));
        Meaning timedOut = failure(idle, "select 1");
        assertThat(timedOut.sqlState()).isEqualTo("25P03");
        assertThat(timedOut.category()).isEqualTo(ErrorCategory.CONNECTION_LOST);
        assertThat(timedOut.advice()).contains("idle-transaction-timeout");
    }
}
