package dev.hawser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.error.PoolExhaustedException;
import dev.hawser.spi.jdbc.RecordingDriver;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HawserDataSourceTest {

    private RecordingDoor door;
    private HawserDataSource dataSource;

    @BeforeEach
    void open() throws SQLException {
        door = RecordingDoor.to(new RecordingDriver());
        dataSource = new HawserDataSource(door);
    }

    @Test
    void getConnection_databaseDoesNotRoute_takesALeaseAtOnce() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(door.asked).containsExactly(false);
            assertThat(connection.isClosed()).isFalse();
        }
    }

    @Test
    void getConnection_databaseRoutes_takesNoLeaseYet() throws Exception {
        try (Connection connection = new HawserDataSource(door.routing()).getConnection()) {
            assertThat(door.asked).isEmpty();
            assertThat(connection.isClosed()).isFalse();
        }
        assertThat(door.asked).isEmpty();
    }

    @Test
    void getConnection_poolExhausted_isATransientConnectionException() {
        door.refusal =
                new PoolExhaustedException("no connection in 30 s", "shop", "db1:5432", "Close what you take", null);

        assertThatThrownBy(dataSource::getConnection)
                .isInstanceOf(SQLTransientConnectionException.class)
                .hasMessage("no connection in 30 s. Close what you take")
                .hasCause(door.refusal)
                .extracting(error -> ((SQLException) error).getSQLState())
                .isEqualTo("08001");
    }

    @Test
    void open_poolExhausted_isHawsersOwnException() {
        door.refusal =
                new PoolExhaustedException("no connection in 30 s", "shop", "db1:5432", "Close what you take", null);

        assertThatThrownBy(dataSource::open).isSameAs(door.refusal);
    }

    @Test
    void getConnection_managerClosed_saysSo() {
        door.closed = true;
        assertManagerClosed(dataSource);
        assertThat(door.asked).isEmpty();
    }

    @Test
    void getConnection_managerClosedMeanwhile_saysSo() {
        door.refusal = new IllegalStateException("closed");
        assertManagerClosed(dataSource);
    }

    private static void assertManagerClosed(DataSource dataSource) {
        SQLException error = catchThrowableOfType(SQLException.class, dataSource::getConnection);
        assertThat((Throwable) error).hasMessageContaining("'shop'").hasMessageContaining("manager is closed");
        assertThat(error.getSQLState()).isEqualTo("08001");
    }

    @Test
    void getConnection_otherUser_isNotSupportedAndKeepsThePasswordToItself() {
        assertThatThrownBy(() -> dataSource.getConnection("eve", "s3cret"))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessageContaining("getConnection()")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void loginTimeout_set_pointsAtTheSettingThatCounts() {
        assertThat(dataSource.getLoginTimeout()).isZero();
        assertThatThrownBy(() -> dataSource.setLoginTimeout(5))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessageContaining("pool.timeout");
    }

    @Test
    void logWriter_set_isNotSupportedButNullIsWhatItIs() {
        assertThat(dataSource.getLogWriter()).isNull();
        assertThatCode(() -> dataSource.setLogWriter(null)).doesNotThrowAnyException();
        assertThatThrownBy(() -> dataSource.setLogWriter(new PrintWriter(System.out)))
                .isInstanceOf(SQLFeatureNotSupportedException.class);
        assertThatThrownBy(dataSource::getParentLogger).isInstanceOf(SQLFeatureNotSupportedException.class);
    }

    @Test
    void unwrap_itselfAndNothingElse() throws Exception {
        assertThat(dataSource.isWrapperFor(DataSource.class)).isTrue();
        assertThat(dataSource.unwrap(HawserDataSource.class)).isSameAs(dataSource);
        assertThat(dataSource.isWrapperFor(Connection.class)).isFalse();
        assertThatThrownBy(() -> dataSource.unwrap(Connection.class))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("java.sql.Connection");
    }
}
