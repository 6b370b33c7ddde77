package dev.hawser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.jdbc.RecordingDriver;
import dev.hawser.spi.jdbc.RecordingDriver.Call;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection of a database that routes, before and after it has its lease. */
class LeasedConnectionTest {

    private final RecordingDriver driver = new RecordingDriver();
    private RecordingDoor door;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        door = RecordingDoor.to(driver).routing();
        connection = door.connect();
    }

    @Test
    void setReadOnly_beforeTheFirstStatement_asksForAReplica() throws Exception {
        connection.setReadOnly(true);
        assertThat(connection.isReadOnly()).isTrue();
        assertThat(door.asked).isEmpty();

        connection.createStatement();

        assertThat(door.asked).containsExactly(true);
        assertThat(driver.calls()).contains(new Call("setReadOnly", List.of(true)));
    }

    @Test
    void setReadOnly_replicaWhoseConnectionsAreReadOnly_isNotToldAgain() throws Exception {
        driver.answer("ReadOnly", true).fail("setReadOnly", new SQLException("cannot be changed"));
        connection.setReadOnly(true);

        connection.createStatement();

        assertThat(driver.called()).doesNotContain("setReadOnly");
    }

    @Test
    void setReadOnly_notCalled_asksForThePrimary() throws Exception {
        connection.prepareStatement("select 1");

        assertThat(door.asked).containsExactly(false);
    }

    @Test
    void setReadOnly_afterTheLeaseIsTaken_goesToTheConnection() throws Exception {
        connection.createStatement();
        connection.setReadOnly(true);

        assertThat(door.asked).containsExactly(false);
        assertThat(driver.calls()).last().isEqualTo(new Call("setReadOnly", List.of(true)));
    }

    @Test
    void settings_beforeTheFirstStatement_areRememberedAndAppliedWithAutoCommitLast() throws Exception {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        connection.setSchema("tenant");
        connection.setCatalog("archive");
        connection.setNetworkTimeout(Runnable::run, 250);
        connection.setReadOnly(true);

        assertThat(connection.getAutoCommit()).isFalse();
        assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        assertThat(connection.getSchema()).isEqualTo("tenant");
        assertThat(connection.getCatalog()).isEqualTo("archive");
        assertThat(connection.getNetworkTimeout()).isEqualTo(250);
        assertThat(door.asked).isEmpty();

        connection.createStatement();

        assertThat(driver.called())
                .containsSubsequence(
                        "setCatalog",
                        "setSchema",
                        "setReadOnly",
                        "setTransactionIsolation",
                        "setNetworkTimeout",
                        "setAutoCommit",
                        "createStatement");
        assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        assertThat(connection.getNetworkTimeout()).isEqualTo(250);
    }

    @Test
    void getter_ofASettingNobodyMade_asksAServer() throws Exception {
        assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);

        assertThat(door.asked).containsExactly(false);
    }

    @Test
    void autoCommitAndReadOnlyAndWarnings_beforeTheFirstStatement_needNoServer() throws Exception {
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(connection.isReadOnly()).isFalse();
        assertThat((Throwable) connection.getWarnings()).isNull();
        connection.clearWarnings();

        assertThat(door.asked).isEmpty();
    }

    @Test
    void commitAndRollback_nothingWasSent_needNoServer() throws Exception {
        connection.setAutoCommit(false);
        connection.commit();
        connection.rollback();
        connection.close();

        assertThat(door.asked).isEmpty();
    }

    @Test
    void readonlyDatabase_isReadOnlyBeforeItHasALease_andDoesNotLetThatBeLifted() throws Exception {
        door.readonly = true;
        assertThat(connection.isReadOnly()).isTrue();

        SQLException error = catchThrowableOfType(SQLException.class, () -> connection.setReadOnly(false));

        assertThat(error.getSQLState()).isEqualTo("25006");
        assertThat((Throwable) error).hasMessageContaining("shop");
        connection.createStatement();
        assertThatThrownBy(() -> connection.setReadOnly(false)).isInstanceOf(SQLException.class);
        assertThat(driver.called()).doesNotContain("setReadOnly");
    }

    @Test
    void firstStatement_noConnectionInTime_failsAndMayBeTriedAgain() throws Exception {
        connection.setReadOnly(true);
        door.refusal = new DatabaseException(ErrorCategory.CONNECTION_REFUSED, "db1:5432 refused");
        assertThatThrownBy(connection::createStatement)
                .hasMessage("db1:5432 refused")
                .hasCause(door.refusal);

        door.refusal = null;
        connection.createStatement();

        assertThat(door.asked).containsExactly(true, true);
    }

    @Test
    void firstStatement_managerClosedMeanwhile_saysSo() {
        door.refusal = new IllegalStateException("closed");

        assertThatThrownBy(connection::createStatement)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("manager is closed");
    }

    @Test
    void firstStatement_settingRefused_givesTheLeaseBackInsteadOfIgnoringIt() throws Exception {
        SQLException refusal = new SQLException("cannot be read-only");
        driver.fail("setReadOnly", refusal);
        connection.setReadOnly(true);

        assertThatThrownBy(connection::createStatement).isSameAs(refusal);
        assertThat(door.lease().releases).isOne();
        assertThat(door.lease().failures)
                .extracting(RecordingLease.Failure::error)
                .containsExactly(refusal);

        driver.fail("setReadOnly", null);
        connection.createStatement();
        assertThat(door.leases).hasSize(2);
        assertThat(driver.calls()).contains(new Call("setReadOnly", List.of(true)));
    }

    @Test
    void firstStatement_driverBreaksWhileSettingsAreApplied_givesTheLeaseBack() throws Exception {
        driver.fail("setReadOnly", new IllegalStateException("a driver's bug"));
        connection.setReadOnly(true);

        assertThatThrownBy(connection::createStatement).isInstanceOf(IllegalStateException.class);

        assertThat(door.lease().releases).isOne();
    }

    @Test
    void abort_whileTheLeaseIsBeingTaken_leaksNothing() throws Exception {
        door.beforeLending = () -> {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException error) {
                throw new AssertionError(error);
            }
        };

        assertThatThrownBy(connection::createStatement).hasMessageContaining("connection is closed");

        assertThat(door.lease().releases).isOne();
    }

    @Test
    void close_withoutALease_needsNone() throws Exception {
        connection.close();

        assertThat(connection.isClosed()).isTrue();
        assertThat(door.asked).isEmpty();
    }

    @Test
    void setters_withoutMemory_takeTheLease() throws Exception {
        connection.setReadOnly(true);
        connection.setTypeMap(Map.of());

        assertThat(door.asked).containsExactly(true);
    }
}
