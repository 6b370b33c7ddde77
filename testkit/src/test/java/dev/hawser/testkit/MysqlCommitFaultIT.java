package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults at a COMMIT that real drivers send to a real MySQL and a real MariaDB. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class MysqlCommitFaultIT {

    private static final Map<String, String> OPTIONS = Map.of(
            "mysql", "sslMode=DISABLED&allowPublicKeyRetrieval=true&useServerPrepStmts=true",
            "mariadb", "sslMode=disable&useServerPrepStmts=true");

    private static List<MysqlFamilyServer> servers;

    @BeforeAll
    static void startServers() throws Exception {
        servers = List.of(MysqlServer.started(), MariadbServer.started());
    }

    @AfterAll
    static void stopServers() throws Exception {
        for (MysqlFamilyServer server : servers) {
            server.close();
        }
    }

    private static Stream<Arguments> ways() {
        return servers.stream()
                .flatMap(server -> Stream.of(true, false).map(prepared -> Arguments.of(server, prepared)));
    }

    private static void loseTheThird(MysqlFamilyServer server, boolean prepared, MessageFault fault, String left)
            throws Exception {
        String database = server.createDatabase();
        server.execute(database, "create table t (n int)");
        try (TcpProxy proxy = TcpProxy.to(server.host(), MysqlMessages.PROTOCOL)) {
            proxy.at(fault);
            String url = server.jdbcUrl(database)
                    .replace(server.host().toString(), proxy.host().toString());
            Connection connection = DriverManager.getConnection(
                    url + "?" + OPTIONS.get(server.scheme()), server.user(), server.password());
            try {
                connection.setAutoCommit(false);
                insertAndCommit(connection, 1, prepared);
                insertAndCommit(connection, 2, prepared);
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> insertAndCommit(connection, 3, prepared))
                        .satisfies(error -> assertThat(error.getSQLState()).startsWith("08"));
            } finally {
                connection.abort(Runnable::run); // to close it in order would fail
            }
        }
        assertThat(fault.happened()).isEqualTo(1);
        assertThat(server.single(database, "select group_concat(n order by n) from t"))
                .isEqualTo(left);
    }

    private static void insertAndCommit(Connection connection, int n, boolean prepared) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into t values (" + n + ")");
            // More messages than there are numbers for: the next answer begins with a number that was there before.
            statement.executeQuery("select * from information_schema.collations limit 253");
        }
        if (prepared) {
            try (PreparedStatement commit = connection.prepareStatement("commit")) {
                commit.execute();
            }
        } else {
            connection.commit();
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("ways")
    void cutBeforeCommit_theThird_isNotThere_andTheClientIsCut(MysqlFamilyServer server, boolean prepared)
            throws Exception {
        loseTheThird(server, prepared, MessageFault.cutBeforeCommit().every(3), "1,2");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("ways")
    void cutAfterCommit_theThird_isThere_andTheClientIsCutAllTheSame(MysqlFamilyServer server, boolean prepared)
            throws Exception {
        loseTheThird(server, prepared, MessageFault.cutAfterCommit().every(3), "1,2,3");
    }
}
