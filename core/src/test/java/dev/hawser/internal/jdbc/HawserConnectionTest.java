package dev.hawser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.CoreStatement;
import org.sqlite.jdbc4.JDBC4ResultSet;

class HawserConnectionTest extends SqliteFacade {

    @Test
    void close_givesTheLeaseBackOnce() throws Exception {
        connection.close();
        connection.close();

        assertThat(door.lease().releases).isOne();
        assertThat(connection.isClosed()).isTrue();
        assertThat(driver.isClosed()).isFalse();
    }

    @Test
    void close_statementsLeftOpen_closesEachOfTheDrivers() throws Exception {
        Statement first = connection.createStatement();
        PreparedStatement second = connection.prepareStatement("select 1");
        ResultSet rows = second.executeQuery();
        Statement third = connection.createStatement();
        Statement[] drivers = {driverOf(first), driverOf(second), driverOf(third)};
        second.close();

        connection.close();

        assertThat(drivers)
                .allSatisfy(statement -> assertThat(statement.isClosed()).isTrue());
        assertThat(first.isClosed()).isTrue();
        assertThat(rows.isClosed()).isTrue();
    }

    private static Statement driverOf(Statement statement) {
        return ((TrackedStatement) statement).delegate;
    }

    @Test
    void close_statementsClosedInAnyOrder_closesTheRest() throws Exception {
        Statement[] all = new Statement[5];
        for (int i = 0; i < all.length; i++) {
            all[i] = connection.createStatement();
        }
        all[4].close();
        all[0].close();
        all[2].close();
        all[2].close();
        Statement later = connection.createStatement();

        connection.close();

        for (Statement statement : all) {
            assertThat(driverOf(statement).isClosed()).isTrue();
        }
        assertThat(driverOf(later).isClosed()).isTrue();
    }

    @Test
    void close_openTransaction_rollsBack() throws Exception {
        connection.setAutoCommit(false);
        insert("soup");

        connection.close();

        assertThat(committedDishes()).isZero();
        assertThat(driver.getAutoCommit()).isTrue();
    }

    @Test
    void close_failedTransaction_rollsBack() throws Exception {
        connection.setAutoCommit(false);
        insert("soup");
        assertThatThrownBy(() -> insert("soup")).isInstanceOf(SQLException.class);

        connection.close();

        assertThat(committedDishes()).isZero();
        assertThat(door.lease().resetFailure).isNull();
    }

    @Test
    void close_settingsChanged_nextBorrowerFindsThemAsTheyWere() throws Exception {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
        connection.setAutoCommit(false);
        connection.close();

        connection = door.connect();

        assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        assertThat(connection.getAutoCommit()).isTrue();
    }

    @Test
    void useAfterClose_saysWhatToDo() throws Exception {
        connection.close();

        SQLException error = catchThrowableOfType(SQLException.class, connection::createStatement);

        assertThat(error.getSQLState()).isEqualTo("08003");
        assertThat(error.getMessage()).contains("connection is closed", "'shop'", "getConnection()");
        assertThatThrownBy(() -> connection.setClientInfo("a", "b"))
                .isInstanceOf(SQLClientInfoException.class)
                .hasMessageContaining("connection is closed");
        assertThat(connection.isValid(1)).isFalse();
    }

    @Test
    void commitAndRollback_manualCommit_doWhatTheySay() throws Exception {
        connection.setAutoCommit(false);
        insert("soup");
        connection.commit();
        assertThat(committedDishes()).isOne();

        insert("rice");
        connection.rollback();

        assertThat(connection.getAutoCommit()).isFalse();
        assertThat(committedDishes()).isOne();
    }

    @Test
    void rollbackToSavepoint_keepsWhatCameBefore() throws Exception {
        connection.setAutoCommit(false);
        insert("soup");
        Savepoint savepoint = connection.setSavepoint("after_soup");
        insert("rice");
        connection.rollback(savepoint);
        connection.releaseSavepoint(savepoint);
        connection.commit();

        assertThat(committedDishes()).isOne();
    }

    @Test
    void commit_fails_isJudgedAndTheDriversExceptionSurfaces() {
        SQLException error = catchThrowableOfType(SQLException.class, connection::commit);

        assertThat((Object) error).isNotNull();
        assertThat(door.lease().failures).singleElement().satisfies(failure -> {
            assertThat((Object) failure.error()).isSameAs(error);
            assertThat(failure.attempted()).isEqualTo("commit");
            assertThat(failure.sql()).isNull();
        });
    }

    @Test
    void prepareCall_sqliteHasNone_theDriversExceptionSurfaces() {
        SQLException error = catchThrowableOfType(SQLException.class, () -> connection.prepareCall("{call f()}"));

        assertThat((Object) error.getClass()).isEqualTo(SQLException.class);
        assertThat(door.lease().failures)
                .extracting(RecordingLease.Failure::error)
                .containsExactly(error);
    }

    @Test
    void setReadOnly_sqliteRefuses_theDriversExceptionSurfaces() {
        assertThatThrownBy(() -> connection.setReadOnly(true)).hasMessageContaining("SQLiteConfig");
    }

    @Test
    void abort_cutsAndClosesForTheCaller() throws Exception {
        Statement statement = connection.createStatement();

        connection.abort(Runnable::run);
        connection.abort(Runnable::run);
        connection.close();

        assertThat(door.lease().aborts).isOne();
        assertThat(door.lease().releases).isZero();
        assertThat(connection.isClosed()).isTrue();
        assertThatThrownBy(() -> statement.execute("select 1")).hasMessageContaining("connection is closed");
    }

    @Test
    void abort_withoutExecutor_isRefused() {
        assertThatThrownBy(() -> connection.abort(null)).isInstanceOf(SQLException.class);
    }

    @Test
    void isValid_openConnection_asksTheDriver() throws Exception {
        assertThat(connection.isValid(1)).isTrue();
        assertThatThrownBy(() -> connection.isValid(-1)).isInstanceOf(SQLException.class);
        driver.close();
        assertThat(connection.isValid(1)).isFalse();
        assertThat(connection.isClosed()).isTrue();
    }

    @Test
    void unwrap_facadeTypes_areTheFacadeAndChangeNothing() throws Exception {
        assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
        assertThat(connection.isWrapperFor(Connection.class)).isTrue();
        connection.close();

        assertThat(door.lease().resetFailure).isNull();
    }

    @Test
    void unwrap_driversConnection_isItAndTheSessionCountsAsChanged() throws Exception {
        assertThat(connection.isWrapperFor(SQLiteConnection.class)).isTrue();
        assertThat((Object) connection.unwrap(SQLiteConnection.class)).isSameAs(driver);
        connection.close();

        assertThat(door.lease().resetFailure).hasMessageContaining("session was changed");
    }

    @Test
    void unwrap_driversStatement_leadsToItsConnectionSoTheSessionCountsAsChanged() throws Exception {
        Statement statement = connection.createStatement();
        assertThat((Object) statement.unwrap(Statement.class)).isSameAs(statement);
        assertThat(statement.isWrapperFor(CoreStatement.class)).isTrue();
        assertThat((Object) statement.unwrap(CoreStatement.class)).isSameAs(driverOf(statement));
        connection.close();

        assertThat(door.lease().resetFailure).hasMessageContaining("session was changed");
    }

    @Test
    void unwrap_driversRows_areTheDrivers() throws Exception {
        ResultSet rows = connection.createStatement().executeQuery("select 1");

        assertThat((Object) rows.unwrap(ResultSet.class)).isSameAs(rows);
        assertThat(rows.isWrapperFor(JDBC4ResultSet.class)).isTrue();
        assertThat((Object) rows.unwrap(JDBC4ResultSet.class)).isInstanceOf(JDBC4ResultSet.class);
    }

    @Test
    void unwrap_unrelatedType_isRefusedByEveryObject() throws Exception {
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select 1");
        DatabaseMetaData metaData = connection.getMetaData();

        assertThat(connection.isWrapperFor(String.class)).isFalse();
        assertThat(statement.isWrapperFor(String.class)).isFalse();
        assertThat(rows.isWrapperFor(String.class)).isFalse();
        assertThat(metaData.isWrapperFor(String.class)).isFalse();
        assertThatThrownBy(() -> connection.unwrap(String.class)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> statement.unwrap(String.class)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> rows.unwrap(String.class)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> metaData.unwrap(String.class)).isInstanceOf(SQLException.class);
        connection.close();

        assertThat(door.lease().resetFailure).isNull();
    }

    @Test
    void getMetaData_leadsBackToTheFacade() throws Exception {
        DatabaseMetaData metaData = connection.getMetaData();

        assertThat(metaData.getConnection()).isSameAs(connection);
        assertThat(metaData.getDatabaseProductName()).isEqualTo("SQLite");
        assertThat((Object) metaData.unwrap(DatabaseMetaData.class)).isSameAs(metaData);
        assertThat(metaData).isEqualTo(metaData).isNotEqualTo(connection.getMetaData());
        assertThat(metaData.hashCode()).isEqualTo(metaData.hashCode());
        try (ResultSet tables = metaData.getTables(null, null, "dish", null)) {
            assertThat(tables.next()).isTrue();
            assertThat(tables.getString("TABLE_NAME")).isEqualTo("dish");
            assertThat(tables.getStatement()).isNull();
        }
    }

    @Test
    void getMetaData_driverFails_isJudgedAndItsExceptionSurfaces() throws Exception {
        DatabaseMetaData metaData = connection.getMetaData();
        driver.close();

        SQLException error = catchThrowableOfType(SQLException.class, () -> metaData.getTables(null, null, null, null));

        assertThat(door.lease().failures)
                .singleElement()
                .satisfies(failure -> assertThat((Object) failure.error()).isSameAs(error));
    }

    private void insert(String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into dish (name) values (?)")) {
            statement.setString(1, name);
            statement.executeUpdate();
        }
    }
}
