package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults at a COMMIT that a real driver sends to a real server, in each way in which it may travel. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class CommitFaultIT {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(10);

    private static PostgresServer server;

    private TcpProxy proxy;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.started();
        server.execute("postgres", "create table t (n int)");
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        server.execute("postgres", "truncate t");
        proxy = TcpProxy.to(server.host(), PostgresMessages.PROTOCOL);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
    }

    /** How the driver sends a COMMIT. */
    enum Travel {
        /** As one simple Query. */
        SIMPLE_QUERY("preferQueryMode", "simple"),
        /** As Parse, Bind and Execute of a statement without a name. */
        UNNAMED("prepareThreshold", "0"),
        /** Parsed once under a name; later ones are Bind and Execute alone. */
        NAMED("prepareThreshold", "1");

        private final String property;
        private final String value;

        Travel(String property, String value) {
            this.property = property;
            this.value = value;
        }
    }

    private void loseTheThird(Travel travel, MessageFault fault) throws Exception {
        proxy.at(fault);
        try (Connection connection = connect(travel, LONG)) {
            insertAndCommit(connection, 1);
            insertAndCommit(connection, 2);

            assertLost(() -> insertAndCommit(connection, 3));
        }
        assertThat(fault.happened()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Travel.class)
    void cutBeforeCommit_theThird_isNotThere_andTheClientIsCut(Travel travel) throws Exception {
        loseTheThird(travel, MessageFault.cutBeforeCommit().every(3));
        assertThat(stored()).isEqualTo("1,2");
    }

    @ParameterizedTest
    @EnumSource(Travel.class)
    void cutAfterCommit_theThird_isThere_andTheClientIsCutAllTheSame(Travel travel) throws Exception {
        loseTheThird(travel, MessageFault.cutAfterCommit().every(3));
        assertThat(stored()).isEqualTo("1,2,3");
    }

    @Test
    void silenceAfterCommit_isThere_andTheClientHearsNothing() throws Exception {
        MessageFault fault = MessageFault.silenceAfterCommit().once();
        proxy.at(fault);
        try (Connection connection = connect(Travel.NAMED, LONG)) {
            run(connection, "insert into t values (1)");
            connection.setNetworkTimeout(Runnable::run, (int) SHORT.toMillis());
            long startedAt = System.nanoTime();
            assertLost(connection::commit);
            assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isGreaterThanOrEqualTo(SHORT);
        }
        assertThat(fault.awaitHappened(1, LONG)).isTrue();
        assertThat(stored()).isEqualTo("1");
    }

    @Test
    void silenceBeforeCommit_holdsItsLocks_untilTheProxyIsRestored() throws Exception {
        insert(1);
        proxy.at(MessageFault.silenceBeforeCommit().once());
        try (Connection connection = connect(Travel.UNNAMED, LONG)) {
            run(connection, "update t set n = 2");
            connection.setNetworkTimeout(Runnable::run, (int) SHORT.toMillis());
            assertLost(connection::commit);
        }
        String locked = "select count(*) from pg_locks join pg_stat_activity using (pid)"
                + " where locktype = 'transactionid' and backend_type = 'client backend'";
        assertThat(server.single("postgres", locked)).isEqualTo("1");

        proxy.restore();

        assertThat(Polling.until(LONG, () -> "0".equals(server.single("postgres", locked))))
                .isTrue();
        assertThat(stored()).isEqualTo("1");
    }

    @Test
    void commit_amongStatementsThatTravelTogether_isCutAtItsOwnPlace() throws Exception {
        proxy.at(MessageFault.cutBeforeCommit().once());
        try (Connection connection = connect(Travel.UNNAMED, LONG)) {
            assertLost(() -> flushWithCommit(connection, 1));
        }
        assertThat(stored()).isEqualTo("null");

        proxy.at(MessageFault.cutAfterCommit().once());
        try (Connection connection = connect(Travel.UNNAMED, LONG)) {
            assertLost(() -> flushWithCommit(connection, 2));
        }
        assertThat(stored()).isEqualTo("2");

        proxy.at(MessageFault.none());
        try (Connection connection = connect(Travel.UNNAMED, LONG)) {
            flushWithCommit(connection, 3);
        }
        assertThat(stored()).isEqualTo("2,3");
    }

    @Test
    void rollback_ofWhatWasToBeCommitted_isNoCommit() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        MessageFault fault = MessageFault.cut(message -> {
            asked.addAndGet(message.asksForCommit() ? 1 : 0);
            return message.confirmsCommit();
        });
        proxy.at(fault);
        try (Connection connection = connect(Travel.UNNAMED, LONG)) {
            assertThatThrownBy(() -> run(connection, "select 1 / 0")).isInstanceOf(SQLException.class);
            connection.commit(); // the server's answer is ROLLBACK
        } catch (SQLException someDriversSaySo) {
            assertThat(someDriversSaySo.getSQLState()).isEqualTo("40000");
        }
        assertThat(asked).hasValue(1);
        assertThat(fault.met()).isZero();
    }

    /** Several statements before one Sync, the commit among them. */
    private static void flushWithCommit(Connection connection, int n) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.addBatch("insert into t values (" + n + ")");
            statement.addBatch("commit");
            statement.addBatch("set application_name = 'later'");
            statement.executeBatch();
        }
        connection.rollback();
    }

    private interface Work {
        void run() throws SQLException;
    }

    private static void assertLost(Work work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
    }

    private Connection connect(Travel travel, Duration patience) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", PostgresServer.USER);
        properties.setProperty("password", server.password());
        properties.setProperty(travel.property, travel.value);
        Connection connection =
                DriverManager.getConnection("jdbc:postgresql://" + proxy.host() + "/postgres", properties);
        connection.setNetworkTimeout(Runnable::run, (int) patience.toMillis());
        connection.setAutoCommit(false);
        return connection;
    }

    private static void insertAndCommit(Connection connection, int n) throws SQLException {
        run(connection, "insert into t values (" + n + ")");
        connection.commit();
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void insert(int n) throws SQLException {
        server.execute("postgres", "insert into t values (" + n + ")");
    }

    private static String stored() throws SQLException {
        return server.single("postgres", "select string_agg(n::text, ',' order by n) from t");
    }
}
