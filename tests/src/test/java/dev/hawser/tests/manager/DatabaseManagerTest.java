package dev.hawser.tests.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.hawser.DatabaseManager;
import dev.hawser.Health;
import dev.hawser.HealthStatus;
import dev.hawser.Session;
import dev.hawser.SetupReport;
import dev.hawser.config.ConfigSources;
import dev.hawser.config.DatabaseOptions;
import dev.hawser.error.ConfigurationException;
import dev.hawser.error.DatabaseException;
import dev.hawser.error.ErrorCategory;
import dev.hawser.error.NoSuchDatabaseException;
import dev.hawser.error.SetupFailedException;
import dev.hawser.error.UnknownDatabaseTypeException;
import dev.hawser.event.DatabaseEvent;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.SilentServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class DatabaseManagerTest {

    /** Nothing listens here: port 1 is reserved (RFC 6335, tcpmux) and not in use on a test machine. */
    private static final String NOBODY = "postgresql://app@127.0.0.1:1/app";

    @TempDir
    Path directory;

    @AfterEach
    void closeShared() {
        DatabaseManager.closeShared();
    }

    private DatabaseManager.Builder builder(DatabaseOptions... options) {
        DatabaseManager.Builder builder = DatabaseManager.builder(ConfigSources.in(directory));
        List.of(options).forEach(builder::database);
        return builder;
    }

    private DatabaseOptions sqlite(String name) {
        return DatabaseOptions.of(name).url("sqlite:///" + directory.resolve(name + ".db"));
    }

    @Test
    void open_withTwoDatabases_setsBothUp() {
        try (DatabaseManager manager =
                builder(sqlite("orders"), sqlite("users")).open()) {
            assertThat(manager.names()).containsExactly("orders", "users");
            assertThat(manager.setupErrors()).isEmpty();
            assertThat(manager.stats()).isEqualTo(new SetupReport(2, 2, 0, List.of("orders", "users"), List.of()));
            assertThat(manager.health().values()).extracting(Health::status).containsOnly(HealthStatus.HEALTHY);
            assertThat(manager.health().values()).extracting(Health::error).containsOnlyNulls();
        }
    }

    @Test
    void builder_ofSourcesWithDatabases_keepsThem_andAddsOthers() {
        ConfigSources sources = ConfigSources.in(directory).withDatabases(sqlite("orders"));
        try (DatabaseManager manager =
                DatabaseManager.builder(sources).database(sqlite("users")).open()) {
            assertThat(manager.names()).containsExactly("orders", "users");
        }
    }

    @Test
    void open_withOneThatFails_keepsTheOther_andTheCause() {
        try (DatabaseManager manager = builder(
                        sqlite("orders"), DatabaseOptions.of("users").url(NOBODY))
                .open()) {
            assertThat(manager.sql("orders").queryOne("select 1 as one", Integer.class))
                    .contains(1);
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> manager.sql("users"))
                    .satisfies(error -> assertThat(error.category()).isEqualTo(ErrorCategory.CONNECTION_REFUSED))
                    .withMessageContaining("127.0.0.1:1");
            assertThat(manager.stats()).isEqualTo(new SetupReport(2, 1, 1, List.of("orders"), List.of("users")));
            assertThat(manager.health("users").status()).isEqualTo(HealthStatus.UNHEALTHY);
            assertThat(manager.health()).containsOnlyKeys("orders", "users");
        }
    }

    @Test
    void setupErrors_areACopy() {
        try (DatabaseManager manager = builder(
                        sqlite("orders"), DatabaseOptions.of("users").url(NOBODY))
                .open()) {
            Map<String, DatabaseException> errors = manager.setupErrors();
            assertThat(errors).containsOnlyKeys("users");
            errors.clear();
            assertThat(manager.setupErrors()).containsOnlyKeys("users");
        }
    }

    @Test
    void open_whenAllFail_throwsEveryCause_andLeavesNothing() {
        assertThatExceptionOfType(SetupFailedException.class)
                .isThrownBy(() -> builder(
                                DatabaseOptions.of("a").url(NOBODY),
                                DatabaseOptions.of("b").url(NOBODY))
                        .open())
                .withMessageContaining("a: ")
                .withMessageContaining("b: ")
                .satisfies(error -> {
                    assertThat(error.causes()).containsOnlyKeys("a", "b");
                    assertThat(error.getSuppressed()).hasSize(2);
                });
    }

    @Test
    void open_ofSilentServers_endsWithinOneDeadline_notOneEach() throws Exception {
        int many = 12;
        try (SilentServer silent = SilentServer.silent()) {
            DatabaseOptions[] databases = IntStream.range(0, many)
                    .mapToObj(number -> DatabaseOptions.of("silent-" + number)
                            .url("postgresql://app@" + silent.host() + "/app")
                            .set("connect-timeout", "1s"))
                    .toArray(DatabaseOptions[]::new);
            long startedAt = System.nanoTime();
            assertThatExceptionOfType(SetupFailedException.class)
                    .isThrownBy(() -> builder(databases).open());
            assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(many));
        }
    }

    @Test
    void databaseThatFailed_isHealedInTheBackground() throws Exception {
        try (PostgresServer server = PostgresServer.started()) {
            server.stop();
            CountDownLatch healed = new CountDownLatch(1);
            DatabaseOptions late = DatabaseOptions.of("late")
                    .url(server.url("postgres"))
                    .set("retry.first-delay", "100ms")
                    .set("retry.max-delay", "200ms");
            DatabaseManager.Builder builder = builder(sqlite("orders"), late).listener(event -> {
                if (event instanceof DatabaseEvent.Healed) {
                    healed.countDown();
                }
            });
            try (DatabaseManager manager = builder.open()) {
                assertThat(manager.setupErrors()).containsOnlyKeys("late");
                server.start();
                assertThat(healed.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(manager.setupErrors()).isEmpty();
                assertThat(manager.sql("late").queryOne("select 1", Integer.class))
                        .contains(1);
            }
        }
    }

    @Test
    void unknownName_listsTheNamesThereAre() {
        try (DatabaseManager manager =
                builder(sqlite("orders"), sqlite("users")).open()) {
            assertThatExceptionOfType(NoSuchDatabaseException.class)
                    .isThrownBy(() -> manager.sql("order"))
                    .withMessageContaining("\"order\"")
                    .withMessageContaining("[orders, users]");
            assertThatExceptionOfType(NoSuchDatabaseException.class).isThrownBy(() -> manager.health("nope"));
            assertThatExceptionOfType(NoSuchDatabaseException.class)
                    .isThrownBy(manager::sql)
                    .withMessageContaining("mark one with default: true");
        }
    }

    @Test
    void unknownScheme_listsTheInstalledOnes_andShowsNoCredentials() {
        assertThatExceptionOfType(UnknownDatabaseTypeException.class)
                .isThrownBy(() -> builder(DatabaseOptions.of("x").url("oracle://app:c4nary@db1/x"))
                        .open())
                .withMessageContaining("oracle")
                .withMessageContaining("postgresql")
                .withMessageContaining("sqlite")
                .satisfies(error -> assertThat(error.toString()).doesNotContain("c4nary"));
        assertThat(ConfigurationException.class).isAssignableFrom(UnknownDatabaseTypeException.class);
    }

    @Test
    void close_isQuietOnAnythingAndRepeatable() {
        DatabaseManager manager = builder(sqlite("orders")).open();
        assertThat(manager.close(Duration.ofSeconds(1))).isEmpty();
        assertThat(manager.close(Duration.ofSeconds(1))).isEmpty();
        manager.close();
        assertThat(manager.isClosed()).isTrue();
        assertThatIllegalStateException().isThrownBy(manager::stats);
        assertThatIllegalStateException().isThrownBy(manager::setupErrors);
        assertThatIllegalStateException().isThrownBy(() -> manager.reconnect("orders"));
    }

    @Test
    void close_waitsForRunningWork_thenCutsIt_andSaysWhose() throws Exception {
        try (PostgresServer server = PostgresServer.started()) {
            DatabaseManager manager = builder(DatabaseOptions.of("orders").url(server.url("postgres")))
                    .open();
            List<Throwable> thrown = new CopyOnWriteArrayList<>();
            Thread slow = new Thread(
                    () -> {
                        try {
                            manager.sql("orders").query("select pg_sleep(60)");
                        } catch (DatabaseException cut) {
                            thrown.add(cut);
                        }
                    },
                    "nightly-report");
            slow.start();
            while (manager.sql("orders").pool().holders().stream().allMatch(holder -> holder.lastSql() == null)) {
                Thread.onSpinWait();
            }
            List<String> cut = manager.close(Duration.ofMillis(200));
            assertThat(cut).singleElement().asString().contains("orders: ", "nightly-report", "select pg_sleep(?)");
            slow.join(10_000);
            assertThat(thrown).hasSize(1);
        }
    }

    @Test
    void close_lets_runningWorkFinish() {
        DatabaseManager manager = builder(sqlite("orders")).open();
        Session session = manager.sql("orders").session();
        session.update("create table t (x int)");
        Thread finisher = new Thread(() -> {
            session.commit();
            session.close();
        });
        finisher.start();
        assertThat(manager.close(Duration.ofSeconds(20))).isEmpty();
    }

    @Test
    void shared_isOneInstance_andRefusesAnotherConfiguration() {
        DatabaseManager first = DatabaseManager.shared(builder(sqlite("orders")));
        assertThat(DatabaseManager.shared()).isSameAs(first);
        assertThat(DatabaseManager.shared(builder(sqlite("orders")))).isSameAs(first);
        assertThatIllegalStateException()
                .isThrownBy(() -> DatabaseManager.shared(builder(sqlite("users"))))
                .withMessageContaining("another configuration");
        DatabaseManager.closeShared();
        DatabaseManager.closeShared();
        assertThat(first.isClosed()).isTrue();
        DatabaseManager second = DatabaseManager.shared(builder(sqlite("users")));
        assertThat(second).isNotSameAs(first);
        assertThat(second.names()).containsExactly("users");
    }

    @Test
    void shared_fromManyThreads_isOpenedOnce() throws Exception {
        List<DatabaseManager> seen = new CopyOnWriteArrayList<>();
        List<Thread> threads = new java.util.ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> seen.add(DatabaseManager.shared(builder(sqlite("orders")))));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join(20_000);
        }
        assertThat(seen).hasSize(8);
        assertThat(seen.stream().distinct()).hasSize(1);
    }

    @Test
    void legacyProperties_areMapped_andBlankOnesIgnored() throws Exception {
        try (PostgresServer server = PostgresServer.started()) {
            Map<String, Object> properties = new java.util.HashMap<>();
            properties.put("server_type", "postgresql");
            properties.put("server", server.host().host());
            properties.put("port", server.host().port());
            properties.put("database", "postgres");
            properties.put("user", PostgresServer.USER);
            properties.put("password", server.password());
            properties.put("schema", null);
            try (DatabaseManager manager = DatabaseManager.fromLegacyProperties(properties)) {
                assertThat(manager.database().engine()).isEqualTo("postgresql");
                assertThat(manager.database().info().database()).isEqualTo("postgres");
                assertThat(manager.sql().queryOne("select current_user::text", String.class))
                        .contains("postgres");
            }
        }
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> DatabaseManager.fromLegacyProperties(Map.of("sever", "db1")))
                .withMessageContaining("sever");
    }

    @Test
    void info_showsWhereAValueCameFrom_butNoSecret() throws Exception {
        Files.writeString(
                directory.resolve("hawser.yaml"),
                "databases:\n  orders:\n    url: '" + NOBODY + "'\n    password: c4nary\n    retry: {max-retries: 0}\n"
                        + "  notes:\n    url: 'sqlite:///" + directory.resolve("o.db") + "'\n");
        try (DatabaseManager manager = builder().open()) {
            assertThat(manager.info("orders").settings()).containsEntry("password", "******");
            assertThat(manager.info("orders").toString()).doesNotContain("c4nary");
            assertThat(manager.config().toString()).doesNotContain("c4nary");
            assertThat(manager.config()
                            .databases()
                            .get(0)
                            .values()
                            .get("password")
                            .origin())
                    .contains("hawser.yaml");
        }
    }

    @Test
    void listenerThatThrows_disturbsNobody() {
        try (DatabaseManager manager = builder(sqlite("orders"))
                .listener(event -> {
                    throw new IllegalStateException("a bad listener");
                })
                .open()) {
            assertThat(manager.sql("orders").queryOne("select 1 as one", Integer.class))
                    .contains(1);
        }
    }

    @Test
    void only_opensOneDatabase_andIsNotHeldUpByOthers() {
        try (DatabaseManager manager = builder(
                        sqlite("orders"), DatabaseOptions.of("users").url(NOBODY))
                .only("orders")
                .open()) {
            assertThat(manager.names()).containsExactly("orders");
            assertThat(manager.setupErrors()).isEmpty();
            assertThat(manager.sql().queryOne("select 1 as one", Integer.class)).contains(1);
        }
        assertThatExceptionOfType(NoSuchDatabaseException.class)
                .isThrownBy(() -> builder(sqlite("orders")).only("order").open())
                .withMessageContaining("[orders]");
    }
}
