package dev.hawser.spi.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JdbcConnectionTest {

    private static final JdbcSessionRules RULES = new JdbcSessionRules(false, List.of(), "reset all", "select 1", null);

    private final RecordingDriver driver = new RecordingDriver();

    interface Use {
        void of(JdbcConnection connection) throws SQLException;
    }

    private JdbcConnection open(JdbcSessionRules rules) throws SQLException {
        JdbcConnection connection = new JdbcConnection(driver.connection(), rules);
        driver.calls().clear();
        return connection;
    }

    @Test
    void reset_nothingChanged_asksTheServerNothing() throws Exception {
        JdbcConnection connection = open(RULES);

        connection.reset();

        assertThat(driver.called()).containsExactly("isClosed");
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                setting(
                        "TransactionIsolation",
                        Connection.TRANSACTION_READ_COMMITTED,
                        c -> c.setTransactionIsolation(8)),
                setting("ReadOnly", false, c -> c.setReadOnly(true)),
                setting("Catalog", "shop", c -> c.setCatalog("other")),
                setting("Schema", "public", c -> c.setSchema("other")),
                setting("NetworkTimeout", 0, c -> c.setNetworkTimeout(Runnable::run, 1000)),
                setting("Holdability", 1, c -> c.setHoldability(2)),
                setting("TypeMap", Map.of(), c -> c.setTypeMap(Map.of("t", String.class))));
    }

    private static Arguments setting(String name, Object before, Use change) {
        return Arguments.of(name, before, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void reset_settingChanged_isWhatItWasAndOnce(String name, Object before, Use change) throws Exception {
        JdbcConnection connection = open(RULES);
        change.of(connection);
        driver.calls().clear();

        connection.reset();
        connection.reset();

        assertThat(driver.calls())
                .filteredOn(call -> call.method().startsWith("set"))
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.method()).isEqualTo("set" + name);
                    assertThat(call.arguments()).last().isEqualTo(before);
                });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void reset_changeFailedHalfway_isRestoredAllTheSame(String name, Object before, Use change) throws Exception {
        JdbcConnection connection = open(RULES);
        driver.fail("set" + name, new SQLException("lost the answer"));
        assertThatThrownBy(() -> change.of(connection)).hasMessage("lost the answer");
        driver.fail("set" + name, null).answer("ReadOnly", true);
        driver.calls().clear();

        connection.reset();

        assertThat(driver.called()).contains("set" + name);
    }

    @Test
    void reset_clientInfoChangedTwice_isWhatItWasFirst() throws Exception {
        Properties before = new Properties();
        before.setProperty("ApplicationName", "shop");
        driver.answer("ClientInfo", before);
        JdbcConnection connection = open(RULES);

        connection.setClientInfo("ApplicationName", "one");
        connection.setClientInfo(new Properties());
        connection.reset();

        assertThat(driver.calls()).last().isEqualTo(new RecordingDriver.Call("setClientInfo", List.of(before)));
    }

    @Test
    void reset_openTransaction_rollsBackBeforeItSetsAnything() throws Exception {
        JdbcConnection connection = open(RULES);
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(8);
        driver.calls().clear();

        connection.reset();

        assertThat(driver.called())
                .containsExactly("isClosed", "getAutoCommit", "rollback", "setAutoCommit", "setTransactionIsolation");
        assertThat(connection.inTransaction()).isFalse();
    }

    @Test
    void reset_rollbackFails_failsSoThatItIsClosed() throws Exception {
        JdbcConnection connection = open(RULES);
        connection.begin();
        driver.fail("rollback", new SQLException("broken pipe", "08006"));

        assertThatThrownBy(connection::reset).hasMessage("broken pipe");
    }

    @Test
    void reset_afterFailure_restoresAgainNextTime() throws Exception {
        JdbcConnection connection = open(RULES);
        connection.setSchema("other");
        driver.fail("setSchema", new SQLException("not now"));
        assertThatThrownBy(connection::reset).hasMessage("not now");
        driver.fail("setSchema", null);

        connection.reset();

        assertThat(connection.raw().getSchema()).isEqualTo("public");
    }

    @Test
    void reset_sessionChanged_runsTheEnginesStatementBeforeSettings() throws Exception {
        JdbcConnection connection = open(RULES);
        connection.setSchema("other");
        connection.sessionChanged();
        driver.calls().clear();

        connection.reset();

        assertThat(driver.executed()).containsExactly("reset all");
        assertThat(driver.called()).containsSubsequence("execute", "setSchema");
    }

    private static final JdbcSessionRules WITH_RESETS = new JdbcSessionRules(
            false,
            List.of(),
            "reset all",
            new JdbcSessionRules.SettingResets("reset isolation", "reset schema"),
            "select 1",
            null);

    @Test
    void open_whereStatementsUndoSettings_asksForNone() throws Exception {
        new JdbcConnection(driver.connection(), WITH_RESETS);

        assertThat(driver.called()).doesNotContain("getTransactionIsolation", "getCatalog", "getSchema");
    }

    @Test
    void reset_whereStatementsUndoSettings_runsThoseOfTheSettingsThatChanged() throws Exception {
        JdbcConnection connection = open(WITH_RESETS);
        connection.setTransactionIsolation(8);
        connection.reset();
        assertThat(driver.executed()).containsExactly("reset isolation");
        connection.setSchema("other");
        connection.setCatalog("other");
        connection.reset();
        assertThat(driver.executed()).containsExactly("reset isolation", "reset schema");
    }

    @Test
    void reset_whereTheSessionChangedToo_undoesEverythingAtOnce() throws Exception {
        JdbcConnection connection = open(WITH_RESETS);
        connection.setTransactionIsolation(8);
        connection.setSchema("other");
        connection.sessionChanged();
        connection.reset();
        assertThat(driver.executed()).containsExactly("reset all");
    }

    @Test
    void reset_beginSentAsTextInAutoCommitMode_rollsItBack() throws Exception {
        JdbcConnection connection = open(RULES);
        connection.sessionChanged();
        driver.calls().clear();

        connection.reset();

        assertThat(driver.calls().subList(1, 4))
                .containsExactly(
                        new RecordingDriver.Call("setAutoCommit", List.of(false)),
                        new RecordingDriver.Call("rollback", List.of()),
                        new RecordingDriver.Call("setAutoCommit", List.of(true)));
        assertThat(connection.inTransaction()).isFalse();
    }

    @Test
    void reset_sessionChangedAndNoStatementForIt_failsSoThatItIsClosed() throws Exception {
        JdbcConnection connection = open(new JdbcSessionRules(false, List.of(), null, "select 1", null));
        connection.sessionChanged();

        assertThatThrownBy(connection::reset).isInstanceOf(SQLException.class).hasMessageContaining("cannot restore");
    }

    @Test
    void reset_unwrapped_restoresEverything() throws Exception {
        JdbcConnection connection = open(RULES);
        Connection raw = connection.raw();
        raw.setAutoCommit(false);
        raw.setReadOnly(true);
        raw.setSchema("other");
        connection.unwrapped();

        connection.reset();

        assertThat(raw.getAutoCommit()).isTrue();
        assertThat(raw.isReadOnly()).isFalse();
        assertThat(raw.getSchema()).isEqualTo("public");
        assertThat(driver.called())
                .contains(
                        "setTransactionIsolation",
                        "setCatalog",
                        "setNetworkTimeout",
                        "setHoldability",
                        "clearWarnings");
        assertThat(driver.executed()).containsExactly("reset all");
    }

    @Test
    void reset_warned_clearsWarnings() throws Exception {
        JdbcConnection connection = open(RULES);
        connection.warned();

        connection.reset();

        assertThat(driver.called()).containsExactly("isClosed", "clearWarnings");
    }

    @Test
    void reset_driverClosedItself_fails() throws Exception {
        JdbcConnection connection = open(RULES);
        connection.raw().close();

        assertThatThrownBy(connection::reset).hasMessageContaining("closed");
    }

    static Stream<Arguments> unsupported() {
        return Stream.of("Catalog", "Schema", "NetworkTimeout", "Holdability")
                .flatMap(name -> Stream.of(
                        Arguments.of(name, new SQLFeatureNotSupportedException("not here")),
                        Arguments.of(name, new AbstractMethodError("older than JDBC 4.1"))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("unsupported")
    void reset_settingTheDriverDoesNotHave_isLeftAlone(String name, Throwable refusal) throws Exception {
        driver.fail("get" + name, refusal).fail("set" + name, refusal);
        JdbcConnection connection = open(RULES);
        connection.unwrapped();

        assertThatCode(connection::reset).doesNotThrowAnyException();
    }

    @Test
    void reset_schemaSetWhereNoneWas_failsSoThatItIsClosed() throws Exception {
        driver.answer("Schema", null).answer("Catalog", null);
        JdbcConnection connection = open(RULES);
        connection.setSchema("tenant_7");

        assertThatThrownBy(connection::reset).hasMessageContaining("schema");
    }

    @Test
    void reset_catalogSetWhereNoneWas_failsSoThatItIsClosed() throws Exception {
        driver.answer("Schema", null).answer("Catalog", null);
        JdbcConnection connection = open(RULES);
        connection.setCatalog("tenant_7");

        assertThatThrownBy(connection::reset).hasMessageContaining("catalog");
    }

    @Test
    void reset_driverWithoutTransactions_doesNotSetAnIsolationItRefuses() throws Exception {
        driver.answer("TransactionIsolation", Connection.TRANSACTION_NONE);
        JdbcConnection connection = open(RULES);
        connection.unwrapped();

        connection.reset();

        assertThat(driver.called()).doesNotContain("setTransactionIsolation");
    }

    @Test
    void commit_everyStatementWentWell_asksNothing() throws Exception {
        JdbcConnection connection = open(RULES);
        connection.begin();
        connection.commit();

        assertThat(driver.called()).contains("commit").doesNotContain("createStatement");
    }

    static Stream<Arguments> commits() {
        return Stream.of(
                Arguments.of("commit", (Use) JdbcConnection::commit),
                Arguments.of("commitAndContinue", (Use) JdbcConnection::commitAndContinue),
                Arguments.of("setAutoCommit", (Use) connection -> connection.setAutoCommit(true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commits")
    void commit_transactionAbortedByAFailedStatement_failsInsteadOfRollingBackUnsaid(String name, Use commit)
            throws Exception {
        JdbcConnection connection = open(RULES);
        connection.begin();
        connection.statementFailed(new SQLException("refused"));
        driver.fail("executeQuery", new SQLException("current transaction is aborted", "25P02"));
        driver.calls().clear();

        assertThatThrownBy(() -> commit.of(connection)).hasMessage("current transaction is aborted");

        assertThat(driver.called()).doesNotContain("commit", "setAutoCommit");
        connection.rollback();
        assertThat(connection.inTransaction()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commits")
    void commit_transactionSurvivedAFailedStatement_commits(String name, Use commit) throws Exception {
        JdbcConnection connection = open(RULES);
        connection.begin();
        connection.statementFailed(new SQLException("refused"));
        driver.calls().clear();

        commit.of(connection);

        assertThat(driver.called()).containsSubsequence("executeQuery", name.startsWith("commit") ? "commit" : name);
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                Arguments.of("rollback", (Use) JdbcConnection::rollback),
                Arguments.of("rollbackAndContinue", (Use) JdbcConnection::rollbackAndContinue),
                Arguments.of("commit", (Use) JdbcConnection::commit),
                Arguments.of("commitAndContinue", (Use) JdbcConnection::commitAndContinue),
                Arguments.of("reset", (Use) JdbcConnection::reset));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void commit_statementFailedInAnEarlierTransaction_asksNothing(String name, Use end) throws Exception {
        JdbcConnection connection = open(RULES);
        connection.begin();
        connection.statementFailed(new SQLException("refused"));
        end.of(connection);
        driver.calls().clear();

        connection.setAutoCommit(false);
        connection.commit();

        assertThat(driver.called()).contains("commit").doesNotContain("executeQuery");
    }

    @Test
    void commit_statementFailedInAutoCommitMode_asksNothing() throws Exception {
        JdbcConnection connection = open(RULES);
        connection.statementFailed(new SQLException("refused"));
        connection.begin();
        connection.commit();

        assertThat(driver.called()).doesNotContain("executeQuery");
    }

    @Test
    void begin_withPrologue_sendsItInsideTheTransaction() throws Exception {
        JdbcConnection connection = open(withPrologue());

        connection.begin();

        assertThat(driver.called()).containsSubsequence("setAutoCommit", "execute", "execute");
        assertThat(driver.executed()).containsExactly("set local a", "set local b");
    }

    @Test
    void beforeStatement_manualCommit_sendsThePrologueOnceATransaction() throws Exception {
        JdbcConnection connection = open(withPrologue());
        connection.setAutoCommit(false);
        connection.setAutoCommit(false);
        connection.beforeStatement();
        connection.setAutoCommit(false);
        connection.beforeStatement();
        assertThat(driver.executed()).hasSize(2);

        connection.commitAndContinue();
        connection.beforeStatement();
        assertThat(driver.executed()).hasSize(4);

        connection.rollbackAndContinue();
        connection.beforeStatement();
        assertThat(driver.executed()).hasSize(6);
    }

    @Test
    void beforeStatement_autoCommit_sendsNothing() throws Exception {
        JdbcConnection connection = open(withPrologue());
        connection.beforeStatement();
        connection.setAutoCommit(false);
        connection.setAutoCommit(true);
        connection.beforeStatement();

        assertThat(driver.executed()).isEmpty();
    }

    @Test
    void beforeStatement_afterResetWithPrologueStillDue_sendsNothing() throws Exception {
        JdbcConnection connection = open(withPrologue());
        connection.setAutoCommit(false);
        connection.reset();
        connection.beforeStatement();

        assertThat(driver.executed()).isEmpty();
    }

    private static JdbcSessionRules withPrologue() {
        return new JdbcSessionRules(false, List.of("set local a", "set local b"), null, "select 1", null);
    }

    @Test
    void isAlive_driverThrows_isFalse() throws Exception {
        JdbcConnection connection = open(RULES);
        for (Throwable error : List.of(new SQLException("gone"), new IllegalStateException("a driver's bug"))) {
            driver.fail("isValid", error);
            assertThat(connection.isAlive(Duration.ofSeconds(1))).isFalse();
        }
    }

    private static RecordingDriver.Call call(String method, Object... arguments) {
        return new RecordingDriver.Call(method, Arrays.asList(arguments));
    }

    @Test
    void isAlive_secondsOrMore_isLeftToTheDriver() throws Exception {
        JdbcConnection connection = open(RULES);
        connection.isAlive(Duration.ofSeconds(1));
        connection.isAlive(Duration.ofMillis(3_999));
        connection.isAlive(Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(driver.calls())
                .containsExactly(call("isValid", 1), call("isValid", 3), call("isValid", Integer.MAX_VALUE));
    }

    @Test
    void isAlive_lessThanASecond_lowersTheNetworkTimeoutAndRestoresIt() throws Exception {
        JdbcConnection connection = open(RULES);
        driver.answer("NetworkTimeout", 45_000).answer("Valid", true);

        assertThat(connection.isAlive(Duration.ofMillis(5))).isTrue();

        assertThat(driver.calls())
                .containsExactly(
                        call("getNetworkTimeout"),
                        call("setNetworkTimeout", JdbcBaseline.SAME_THREAD, 5),
                        call("isValid", 1),
                        call("setNetworkTimeout", JdbcBaseline.SAME_THREAD, 45_000));
    }

    @Test
    void isAlive_noTimeAtAll_stillHasALimit() throws Exception {
        JdbcConnection connection = open(RULES);
        connection.isAlive(Duration.ZERO);
        assertThat(driver.calls()).contains(call("setNetworkTimeout", JdbcBaseline.SAME_THREAD, 1));
    }

    @Test
    void isAlive_driverFails_restoresTheNetworkTimeout() throws Exception {
        JdbcConnection connection = open(RULES);
        driver.fail("isValid", new SQLException("gone"));
        assertThat(connection.isAlive(Duration.ofMillis(5))).isFalse();
        assertThat(driver.calls()).endsWith(call("setNetworkTimeout", JdbcBaseline.SAME_THREAD, 0));
    }

    @Test
    void isAlive_networkTimeoutShorterAlready_staysAsItIs() throws Exception {
        JdbcConnection connection = open(RULES);
        driver.answer("NetworkTimeout", 100).answer("Valid", true);
        assertThat(connection.isAlive(Duration.ofMillis(500))).isTrue();
        assertThat(driver.called()).containsExactly("getNetworkTimeout", "isValid");
    }

    @Test
    void isAlive_driverWithoutNetworkTimeouts_isAskedForASecond() throws Exception {
        JdbcConnection connection = open(RULES);
        driver.answer("Valid", true);
        driver.fail("getNetworkTimeout", new AbstractMethodError());
        assertThat(connection.isAlive(Duration.ofMillis(5))).isTrue();

        driver.fail("getNetworkTimeout", null).fail("setNetworkTimeout", new SQLFeatureNotSupportedException());
        assertThat(connection.isAlive(Duration.ofMillis(5))).isTrue();
        assertThat(driver.calls()).endsWith(call("isValid", 1));
    }

    @Test
    void inTransaction_asksNobody() throws Exception {
        JdbcConnection connection = open(RULES);
        assertThat(connection.inTransaction()).isFalse();
        connection.begin();
        driver.calls().clear();
        driver.fail("getAutoCommit", new SQLException("gone"));

        assertThat(connection.inTransaction()).isTrue();

        assertThat(driver.calls()).isEmpty();
    }

    @Test
    void inTransaction_everyEndOfATransaction_isSeen() throws Exception {
        JdbcConnection connection = open(RULES);
        connection.begin();
        connection.commit();
        assertThat(connection.inTransaction()).isFalse();
        connection.begin();
        connection.rollback();
        assertThat(connection.inTransaction()).isFalse();
        connection.setAutoCommit(false);
        connection.commitAndContinue();
        assertThat(connection.inTransaction()).isTrue();
        connection.reset();
        assertThat(connection.inTransaction()).isFalse();
    }

    @Test
    void inTransaction_beginThatFails_isNone() throws Exception {
        JdbcConnection connection = open(RULES);
        driver.fail("setAutoCommit", new SQLException("gone"));
        assertThatThrownBy(connection::begin).isInstanceOf(SQLException.class);
        assertThat(connection.inTransaction()).isFalse();
    }

    @Test
    void serverProcess_isWhatTheEngineKnows() throws Exception {
        assertThat(open(RULES).serverProcess()).isNull();
        assertThat(new JdbcConnection(driver.connection(), RULES, "4711").serverProcess())
                .isEqualTo("4711");
    }

    @Test
    void close_driverThrows_cutsInstead() throws Exception {
        JdbcConnection connection = open(RULES);
        driver.fail("close", new SQLException("already broken"));

        connection.close();

        assertThat(driver.called()).containsExactly("close", "abort");
    }

    @Test
    void abort_driverThatCan_doesNotClose() throws Exception {
        JdbcConnection connection = open(RULES);

        connection.abort();

        assertThat(driver.called()).containsExactly("abort", "isClosed");
    }
}
