package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(120)
class PostgresServerIT {

    @Test
    void start_afterKill_keepsPortAndCommittedData() throws Exception {
        try (PostgresServer server = PostgresServer.started()) {
            int port = server.host().port();
            server.execute("postgres", "create table t (n int)", "insert into t values (42)");

            server.kill();
            assertThatThrownBy(() -> server.single("postgres", "select 1")).isInstanceOf(SQLException.class);
            server.start();

            assertThat(server.host().port()).isEqualTo(port);
            assertThat(server.single("postgres", "select n from t")).isEqualTo("42");
        }
    }

    @Test
    void stop_running_refusesConnectionsUntilStarted() throws Exception {
        try (PostgresServer server = PostgresServer.started("max_connections = 7")) {
            server.stop();
            assertThatThrownBy(() -> server.single("postgres", "select 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
            server.start();
            assertThat(server.single("postgres", "show max_connections")).isEqualTo("7");
            assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void pause_running_acceptsButDoesNotAnswerUntilResumed() throws Exception {
        try (PostgresServer server = PostgresServer.started()) {
            server.pause();
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(
                                server.host().host(), server.host().port()),
                        5_000);
            }
            Properties hurry = new Properties();
            hurry.setProperty("user", PostgresServer.USER);
            hurry.setProperty("password", server.password());
            hurry.setProperty("loginTimeout", "0.5");
            hurry.setProperty("socketTimeout", "1");
            assertThatThrownBy(() -> new org.postgresql.Driver().connect(server.jdbcUrl("postgres"), hurry))
                    .isInstanceOf(SQLException.class);
            server.resume();
            assertThat(server.single("postgres", "select 1")).isEqualTo("1");
        }
    }

    @Test
    void standby_primaryKilledAndPromoted_takesWritesAndHasTheData() throws Exception {
        try (PostgresServer primary = PostgresServer.started()) {
            primary.execute("postgres", "create table t (n int)", "insert into t values (1)");
            try (PostgresServer standby = primary.standby()) {
                assertThat(standby.single("postgres", "select n from t")).isEqualTo("1");
                assertThat(standby.single("postgres", "select pg_is_in_recovery()"))
                        .isEqualTo("t");
                assertThatThrownBy(() -> standby.execute("postgres", "insert into t values (2)"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("25006"));

                primary.kill();
                standby.promote();

                standby.execute("postgres", "insert into t values (3)");
                assertThat(standby.single("postgres", "select sum(n) from t")).isEqualTo("4");
            }
        }
    }

    @Test
    void close_running_deletesDataAndEndsProcess() throws Exception {
        Path data;
        PostgresServer server = PostgresServer.startedWithTls();
        data = server.certificate();
        assertThat(data).exists();
        server.close();
        assertThat(Files.exists(data.getParent().getParent())).isFalse();
        server.close();
    }

    @Test
    void close_ofAKilledServer_leavesNoSharedMemoryBehind() throws Exception {
        PostgresServer server = PostgresServer.started();
        String[] keyAndId = Files.readAllLines(server.data().file("postmaster.pid"))
                .get(6)
                .strip()
                .split("\\s+");
        assertThat(sharedMemory()).contains(keyAndId[1]);
        assertThat(server.single("postgres", "show dynamic_shared_memory_type")).isEqualTo("mmap");
        server.kill();
        server.close();
        assertThat(sharedMemory()).doesNotContain(keyAndId[1]);
    }

    /** The numbers of all segments of this machine. */
    private static List<String> sharedMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc/sysvipc/shm")).stream()
                .map(line -> line.strip().split("\\s+")[1])
                .toList();
    }

    @Test
    void started_fourAtOnce_allRunOnPortsOfTheirOwn() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<PostgresServer> servers = new ArrayList<>();
        try {
            List<Callable<PostgresServer>> starts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                starts.add(PostgresServer::started);
            }
            for (Future<PostgresServer> started : threads.invokeAll(starts)) {
                servers.add(started.get());
            }
            assertThat(servers).extracting(PostgresServer::host).doesNotHaveDuplicates();
        } finally {
            for (PostgresServer server : servers) {
                server.close();
            }
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void postgres_calledTwice_givesEmptyDatabasesOfTheirOwn() throws Exception {
        TestDatabase first = TestDatabases.postgres();
        TestDatabase second = TestDatabases.postgres();
        assertThat(first.name()).isNotEqualTo(second.name());
        assertThat(first.url()).startsWith("postgresql://").endsWith("/" + first.name());
        assertThat(first.toString()).doesNotContain(first.password());

        Properties login = new Properties();
        login.setProperty("user", first.user());
        login.setProperty("password", first.password());
        try (Connection connection =
                new org.postgresql.Driver().connect("jdbc:postgresql://" + first.host() + "/" + first.name(), login)) {
            assertThat(connection.getCatalog()).isEqualTo(first.name());
        }
    }
}
