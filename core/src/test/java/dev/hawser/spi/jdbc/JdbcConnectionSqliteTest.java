package dev.hawser.spi.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcConnectionSqliteTest {

    private static final JdbcSessionRules RULES =
            new JdbcSessionRules(false, List.of(), null, "select 'SQLite ' || sqlite_version()", null);

    @TempDir
    Path folder;

    private JdbcConnection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = new JdbcConnection(driverConnection(), RULES);
        execute("create table t (id integer primary key, name text unique)");
    }

    @AfterEach
    void close() {
        connection.close();
    }

    private Connection driverConnection() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.raw().createStatement()) {
            statement.execute(sql);
        }
    }

    private int rows() throws SQLException {
        try (Statement statement = connection.raw().createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from t")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void commit_afterBegin_keepsTheRowAndEndsTheTransaction() throws Exception {
        connection.begin();
        assertThat(connection.inTransaction()).isTrue();
        execute("insert into t (name) values ('a')");
        connection.commit();

        assertThat(connection.inTransaction()).isFalse();
        assertThat(rows()).isOne();
    }

    private static JdbcSessionRules counting(String sql) {
        return new JdbcSessionRules(false, List.of(), null, null, "select 1", null, TransactionEnd.countedBy(sql));
    }

    @Test
    void commit_serverEndedTheTransactionAtAnError_isRefusedUntilTheRollback() throws Exception {
        JdbcConnection other = new JdbcConnection(driverConnection(), counting("select 0"));
        try {
            other.begin();
            other.statementFailed(new SQLException("refused"));
            assertThatThrownBy(other::commit).hasMessageContaining("rolled it back");
            assertThatThrownBy(other::commitAndContinue).hasMessageContaining("rolled it back");
            assertThatThrownBy(() -> other.setAutoCommit(true)).hasMessageContaining("rolled it back");

            other.rollback();
            other.begin();
            other.commit();
        } finally {
            other.close();
        }
    }

    @Test
    void commit_serverKeptTheTransactionAtAnError_commits() throws Exception {
        JdbcConnection other = new JdbcConnection(driverConnection(), counting("select 1"));
        try {
            other.begin();
            other.statementFailed(new SQLException("refused"));
            other.commit();
            assertThat(other.inTransaction()).isFalse();
        } finally {
            other.close();
        }
    }

    @Test
    void rollback_afterBegin_dropsTheRowAndEndsTheTransaction() throws Exception {
        connection.begin();
        execute("insert into t (name) values ('a')");
        connection.rollback();

        assertThat(connection.inTransaction()).isFalse();
        assertThat(rows()).isZero();
    }

    @Test
    void reset_transactionInWhichAStatementFailed_dropsItsRows() throws Exception {
        connection.begin();
        execute("insert into t (name) values ('a')");
        assertThatThrownBy(() -> execute("insert into t (name) values ('a')")).isInstanceOf(SQLException.class);

        connection.reset();

        assertThat(connection.inTransaction()).isFalse();
        assertThat(rows()).isZero();
    }

    @Test
    void reset_readOnlyThatTheDriverRefused_isNoFailure() throws Exception {
        assertThatThrownBy(() -> connection.setReadOnly(true)).isInstanceOf(SQLException.class);

        connection.reset();

        execute("insert into t (name) values ('a')");
        assertThat(rows()).isOne();
    }

    @Test
    void reset_isolationChanged_isSerializableAgain() throws Exception {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);

        connection.reset();

        assertThat(connection.raw().getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
    }

    @Test
    void reset_settingsSqliteLacks_isNoFailure() throws Exception {
        connection.setCatalog("x");
        connection.setSchema("x");
        connection.setNetworkTimeout(Runnable::run, 100);
        connection.warned();

        connection.reset();

        assertThat(connection.isAlive(Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void reset_sessionChanged_failsBecauseNothingRestoresPragmas() throws Exception {
        execute("pragma foreign_keys = on");
        connection.sessionChanged();

        assertThatThrownBy(connection::reset).isInstanceOf(SQLException.class);
    }

    @Test
    void serverVersion_always_isWhatTheQuerySays() throws Exception {
        assertThat(connection.serverVersion()).matches("SQLite 3\\.\\d+\\.\\d+");
        assertThat(connection.connectionCount()).isNull();
    }

    @Test
    void abort_openTransactionAndADriverThatCannotAbort_givesTheLockBack() throws Exception {
        connection.begin();
        execute("insert into t (name) values ('a')");

        connection.abort();

        try (Connection other = driverConnection();
                Statement statement = other.createStatement()) {
            statement.execute("pragma busy_timeout = 10000");
            statement.execute("insert into t (name) values ('b')");
        }
        assertThat(connection.isAlive(Duration.ofSeconds(1))).isFalse();
    }
}
