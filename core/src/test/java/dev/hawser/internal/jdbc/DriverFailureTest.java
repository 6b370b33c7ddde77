package dev.hawser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.spi.jdbc.JdbcSessionRules;
import dev.hawser.spi.jdbc.RecordingDriver;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What SQLite cannot be made to do: fail at the wrong moment, warn, need a prologue. */
class DriverFailureTest {

    private static final SQLException BROKEN = new SQLException("broken pipe", "08006");

    private final RecordingDriver driver = new RecordingDriver();
    private RecordingDoor door;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        JdbcSessionRules rules =
                new JdbcSessionRules(false, List.of("set local limits"), "reset all", "select 1", null);
        door = new RecordingDoor(driver.connection(), rules);
        connection = door.connect();
        driver.calls().clear();
    }

    private void assertJudged(String sql, String attempted) {
        assertThat(door.lease().failures).singleElement().satisfies(failure -> {
            assertThat((Object) failure.error()).isSameAs(BROKEN);
            assertThat(failure.sql()).isEqualTo(sql);
            assertThat(failure.attempted()).isEqualTo(attempted);
        });
    }

    @Test
    void next_connectionBreaksWhileRowsAreFetched_isJudged() throws Exception {
        ResultSet rows = connection.createStatement().executeQuery("select 1");
        driver.fail("next", BROKEN);

        assertThatThrownBy(rows::next).isSameAs(BROKEN);

        assertJudged("select 1", "fetch rows");
    }

    @Test
    void next_afterTheConnectionIsClosed_saysSo() throws Exception {
        ResultSet rows = connection.createStatement().executeQuery("select 1");
        connection.close();
        driver.fail("next", new SQLException("result set is closed"));

        assertThatThrownBy(rows::next).hasMessageContaining("connection is closed");

        assertThat(door.lease().failures).isEmpty();
    }

    @Test
    void getMoreResults_laterStatementFails_isJudged() throws Exception {
        Statement statement = connection.createStatement();
        statement.execute("select 1; select 1 / 0");
        driver.fail("getMoreResults", BROKEN);

        assertThatThrownBy(statement::getMoreResults).isSameAs(BROKEN);

        assertJudged("select 1; select 1 / 0", "run a statement");
    }

    @Test
    void setAutoCommit_itsCommitFails_isJudged() {
        driver.fail("setAutoCommit", BROKEN);

        assertThatThrownBy(() -> connection.setAutoCommit(true)).isSameAs(BROKEN);

        assertJudged(null, "set auto-commit");
    }

    @Test
    void commit_afterAFailedStatement_asksFirstWhetherTheTransactionSurvived() throws Exception {
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        statement.execute("update a");
        driver.fail("execute", BROKEN);
        assertThatThrownBy(() -> statement.execute("update b")).isSameAs(BROKEN);
        driver.calls().clear();

        connection.commit();

        assertThat(driver.called()).containsSubsequence("executeQuery", "commit");
    }

    @Test
    void getTypeMap_callerChangesIt_driverKeepsItsOwn() throws Exception {
        driver.answer("TypeMap", Map.of("point", String.class));

        connection.getTypeMap().put("circle", String.class);

        assertThat(connection.getTypeMap()).containsOnlyKeys("point");
    }

    @Test
    void close_aStatementCannotBeClosed_isJudgedBeforeTheConnectionIsGivenBack() throws Exception {
        connection.createStatement();
        connection.createStatement();
        driver.fail("close", BROKEN);

        connection.close();

        assertThat(door.lease().failures)
                .hasSize(2)
                .allSatisfy(failure -> assertThat((Object) failure.error()).isSameAs(BROKEN));
        assertThat(door.lease().releases).isOne();
    }

    @Test
    void close_driverBreaksWhileAStatementIsClosed_givesTheConnectionBackAllTheSame() throws Exception {
        connection.createStatement();
        driver.fail("close", new IllegalStateException("a driver's bug"));

        assertThatThrownBy(connection::close).isInstanceOf(IllegalStateException.class);

        assertThat(door.lease().releases).isOne();
    }

    @Test
    void close_always_clearsWarnings() throws Exception {
        connection.createStatement();
        connection.close();

        assertThat(driver.called()).contains("clearWarnings");
    }

    @Test
    void close_clientInfoAndTypeMapAndSettingsChanged_areRestored() throws Exception {
        connection.setSchema("tenant");
        connection.setCatalog("archive");
        connection.setReadOnly(true);
        connection.setNetworkTimeout(Runnable::run, 100);
        connection.setHoldability(2);
        connection.setClientInfo("ApplicationName", "report");
        connection.close();
        Connection next = door.connect();

        assertThat(next.getSchema()).isEqualTo("public");
        assertThat(next.getCatalog()).isEqualTo("shop");
        assertThat(next.isReadOnly()).isFalse();
        assertThat(next.getNetworkTimeout()).isZero();
        assertThat(next.getHoldability()).isOne();
        assertThat(next.getClientInfo()).isEmpty();
    }

    @Test
    void manualCommit_everyTransaction_beginsWithTheEnginesPrologue() throws Exception {
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        statement.execute("update a");
        statement.execute("update b");
        connection.commit();
        connection.prepareStatement("update c").executeUpdate();
        connection.rollback();
        connection.setSavepoint();

        assertThat(driver.executed())
                .containsExactly("set local limits", "update a", "update b", "set local limits", "set local limits");
        assertThat(door.lease().admitted).containsExactly("update a", "update b", "update c");
    }

    @Test
    void manualCommit_metaDataQueryOpensTheTransaction_beginsWithTheEnginesPrologue() throws Exception {
        connection.setAutoCommit(false);
        DatabaseMetaData metaData = connection.getMetaData();
        metaData.getDriverName();
        assertThat(driver.executed()).isEmpty();

        metaData.getTables(null, null, null, null);

        assertThat(driver.executed()).containsExactly("set local limits");
    }

    @Test
    void manualCommit_prologueFails_isJudgedAndTheStatementIsNotSent() throws Exception {
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        driver.fail("execute", BROKEN);

        assertThatThrownBy(() -> statement.execute("update a")).isSameAs(BROKEN);

        assertJudged(null, "begin a transaction");
        assertThat(driver.executed()).containsExactly("set local limits");
    }

    @Test
    void statement_anotherThreadAbortedWhileItRan_letsTheDriversExceptionThrough() throws Exception {
        Statement statement = connection.createStatement();
        driver.fail("executeQuery", BROKEN);
        driver.before("executeQuery", () -> connection.abort(Runnable::run));

        assertThatThrownBy(() -> statement.executeQuery("select 1")).isSameAs(BROKEN);

        assertThat(door.lease().aborts).isOne();
        assertThat(door.lease().failures).isEmpty();
    }
}
