package dev.hawser.tests.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hawser.DatabaseManager;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.HostSpec;
import dev.hawser.HostState;
import dev.hawser.SqlDatabase;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.SetupFailedException;
import dev.hawser.testkit.ClusterNode;
import dev.hawser.testkit.PostgresCluster;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.TcpProxy;
import dev.hawser.testkit.TestDatabase;
import dev.hawser.testkit.TestDatabases;
import dev.hawser.testkit.Transfers;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that nobody knows, names that are unknown for a while, and a name that leads to another server. */
class NameServiceIT {

    /** Never the name of anything: RFC 6761, 6.4. */
    private static final String UNKNOWN = "nosuch.invalid";

    /** In the applications' file; also a name of nothing: RFC 6761, 6.2. */
    private static final String NAME = "db.test";

    private static final String HERE = "127.0.0.1";
    private static final String THERE = "127.0.0.2";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private final TestDatabase database = TestDatabases.postgres();

    private static void prepare(TestDatabase database) throws Exception {
        try (Connection connection =
                DriverManager.getConnection("jdbc:" + database, database.user(), database.password())) {
            Transfers.prepare(connection, NameServiceClient.PLAN);
        }
    }

    /** The URL with these hosts, each with its port. */
    private static String url(TestDatabase database, String hosts) {
        return database.url().replace(database.host().toString(), hosts);
    }

    private DatabaseManager open(String hosts) {
        DatabaseOptions options = DatabaseOptions.of("shop")
                .url(url(database, hosts))
                .set("connect-timeout", CONNECT_TIMEOUT)
                .set("ssl.mode", "disable");
        return DatabaseManager.builder(ConfigSources.in(directory))
                .database(options)
                .open();
    }

    @Test
    void oneUnknownName_isReported_andTheOtherHostsWork() {
        try (DatabaseManager manager = open(database.host() + "," + UNKNOWN + ":5432")) {
            SqlDatabase shop = manager.sql("shop");
            shop.update("create table words (word text)");
            shop.update("insert into words values ('here')");
            assertThat(shop.query("select word from words", String.class)).containsExactly("here");

            Health health = manager.health("shop", true);

            assertThat(health.status()).isEqualTo(HealthStatus.DEGRADED);
            assertThat(health.hosts())
                    .extracting(Health.HostHealth::state)
                    .containsExactly(HostState.AVAILABLE, HostState.DOWN);
            assertThat(health.error())
                    .contains(UNKNOWN + ":5432")
                    .contains("The host name is unknown here")
                    .doesNotContain(database.password());
        }
    }

    @Test
    void unknownNamesOnly_openingFailsInTime_andSaysWhatToCheck() {
        Instant began = Instant.now();
        assertThatExceptionOfType(SetupFailedException.class)
                .isThrownBy(() -> open(UNKNOWN + ":5432,other." + UNKNOWN + ":5432"))
                .withMessageContaining(UNKNOWN + ":5432")
                .withMessageContaining("The host name is unknown here: check its spelling and the name service")
                .satisfies(failed -> {
                    assertThat(failed).hasMessageNotContaining(database.password());
                    assertThat(failed).hasStackTraceContaining(UNKNOWN);
                    assertThat(failed.causes().get("shop"))
                            .extracting(DatabaseException::category)
                            .isEqualTo(ErrorCategory.CONNECTION_REFUSED);
                });
        assertThat(Duration.between(began, Instant.now())).isLessThan(CONNECT_TIMEOUT);
    }

    @Test
    void nameThatIsUnknownForAWhile_isWaitedFor_andNobodyIsToldOfAnError() throws Exception {
        prepare(database);
        try (TcpProxy proxy = TcpProxy.to(database.host());
                Application application = new Application(database, proxy.host().port())) {
            assertThat(application.does("write")).isEqualTo("true");

            application.nameLeadsTo(null);
            proxy.cut();

            assertThat(application.does("health"))
                    .contains(NAME)
                    .contains("The host name is unknown here")
                    .doesNotContain(database.password());
            application.nameLeadsTo(HERE);
            assertThat(application.does("recover")).isEqualTo("true");
            assertThat(application.check(database.host())).isEqualTo("nothing wrong");
        }
    }

    @Test
    void nameThatLeadsToTheNewPrimary_isFollowed_thoughConnectionsToTheOldOneLiveOn() throws Exception {
        try (PostgresCluster cluster =
                PostgresCluster.builder().standbys(1).withoutProxies().start()) {
            ClusterNode<PostgresServer> old = cluster.primary();
            ClusterNode<PostgresServer> standby = cluster.standbys().get(0);
            TestDatabase shop =
                    new TestDatabase(old.host(), cluster.createDatabase(), PostgresServer.USER, cluster.password());
            prepare(shop);
            try (TcpProxy first = TcpProxy.to(old.host());
                    TcpProxy second =
                            TcpProxy.at(new HostSpec(THERE, first.host().port()), standby.host());
                    Application application = new Application(shop, first.host().port())) {
                assertThat(application.does("write")).isEqualTo("true");

                old.fence();
                cluster.promote();
                application.nameLeadsTo(THERE);

                assertThat(application.does("recover")).isEqualTo("true");
                long refused = old.server().refusedWrites();
                assertThat(refused)
                        .as("those that were on their way when the first was refused")
                        .isBetween(1L, (long) NameServiceClient.PLAN.writers());
                assertThat(application.does("write")).isEqualTo("true");
                assertThat(application.check(standby.host())).isEqualTo("nothing wrong");
                assertThat(old.server().refusedWrites()).as("none later").isEqualTo(refused);
                assertThat(second.connections()).isPositive();
            }
        }
    }

    /** A {@link NameServiceClient} in a process of its own, with a file for a name service. */
    private final class Application implements AutoCloseable {

        private final Path hosts = directory.resolve("hosts");
        private final Path log = directory.resolve("log");
        private final TestDatabase database;
        private final Process process;
        private final BufferedReader answers;

        /** One that writes to what has this port at the name's address, which is here. */
        Application(TestDatabase database, int port) throws IOException {
            this.database = database;
            nameLeadsTo(HERE);
            process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Djdk.net.hosts.file=" + hosts,
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            NameServiceClient.class.getName(),
                            url(database, NAME + ":" + port),
                            directory.toString(),
                            database.user(),
                            database.password()))
                    .redirectError(log.toFile())
                    .start();
            answers = process.inputReader(StandardCharsets.UTF_8);
        }

        /** What it answers; what it logged in the end, if it has ended. */
        String does(String order) throws Exception {
            process.outputWriter(StandardCharsets.UTF_8)
                    .append(order)
                    .append('\n')
                    .flush();
            String answer = CompletableFuture.supplyAsync(this::answer).get(90, TimeUnit.SECONDS);
            return answer == null ? lastWords() : answer;
        }

        private String lastWords() throws IOException {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        }

        private String answer() {
            try {
                return answers.readLine();
            } catch (IOException ended) {
                return null;
            }
        }

        /** Compares what its writers were told with what is at a host. Ends them. */
        String check(HostSpec host) throws Exception {
            return does("check jdbc:postgresql://" + host + "/" + database.name());
        }

        /** The address that the name has from now on; null is none. The file is replaced as a whole, so that nobody reads half of it. */
        void nameLeadsTo(String address) throws IOException {
            Path next = Files.writeString(
                    directory.resolve("hosts.next"),
                    "127.0.0.1 localhost\n" + (address == null ? "" : address + " " + NAME + "\n"));
            Files.move(next, hosts, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
