package dev.hawser.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.config.DatabaseConfig;
import dev.hawser.error.ErrorCategory;
import dev.hawser.spi.jdbc.JdbcConnection;
import dev.hawser.testkit.LeakCheck;
import dev.hawser.testkit.PostgresServer;
import dev.hawser.testkit.SilentServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Databases, schemas and extensions that are created at set-up. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class PostgresqlSetupIT {

    private static final Duration SETUP = Duration.ofSeconds(60);

    private static PostgresServer server;

    private final PostgresqlEngine engine = new PostgresqlEngine();

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.started();
        server.execute("postgres", "create role plain login password 'plain'");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private TestConfig config(String database) {
        return TestConfig.postgres(server.host(), database, PostgresServer.USER, server.password());
    }

    private void prepare(TestConfig config) throws Exception {
        DatabaseConfig built = config.build();
        assertThat(engine.check(built)).isEmpty();
        engine.connectionFactory(built).prepare(Raw.login(built), SETUP);
    }

    private String ask(TestConfig config, String query) throws Exception {
        JdbcConnection connection = Raw.connect(engine, config.build());
        try {
            return Raw.single(connection, query);
        } finally {
            connection.close();
        }
    }

    @Test
    void prepare_createDb_createsDatabaseSchemaAndExtensions() throws Exception {
        TestConfig config = config("New \"db\"").createDb().schema("Sales & co").extensions("pg_trgm", "uuid-ossp");
        prepare(config);
        prepare(config);
        assertThat(ask(config, "select current_database() || '/' || current_schema()"))
                .isEqualTo("New \"db\"/Sales & co");
        assertThat(ask(config, "select count(*) from pg_extension where extname in ('pg_trgm', 'uuid-ossp')"))
                .isEqualTo("2");
    }

    @RepeatedTest(3)
    void prepare_eightThreadsAtOnce_allSucceed() throws Exception {
        TestConfig config =
                config("race_" + System.nanoTime()).createDb().schema("mine").extensions("pg_trgm", "hstore");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            CountDownLatch begin = new CountDownLatch(1);
            List<Future<Object>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                results.add(threads.submit(() -> {
                    begin.await();
                    prepare(config);
                    return null;
                }));
            }
            begin.countDown();
            for (Future<Object> result : results) {
                result.get();
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ask(config, "select current_schema() || count(*) from pg_extension where extname <> 'plpgsql'"))
                .isEqualTo("mine2");
    }

    @Test
    void prepare_withoutCreateDb_failsIfDatabaseOrSchemaIsMissing() throws Exception {
        assertThat(Raw.failure(engine, () -> prepare(config("missing").schema("x")))
                        .category())
                .isEqualTo(ErrorCategory.NO_SUCH_DATABASE);
        Exception noSchema = Raw.thrown(() -> prepare(config("postgres").schema("nowhere")));
        assertThat(noSchema).hasMessageContaining("schema \"nowhere\" does not exist");
        assertThat(engine.errors().meaning(noSchema).advice()).contains("create-db");
        assertThat(server.single("postgres", "select count(*) from pg_namespace where nspname = 'nowhere'"))
                .isEqualTo("0");
    }

    @Test
    void prepare_postgresDatabaseMissing_usesTheTemplate() throws Exception {
        try (PostgresServer own = PostgresServer.started()) {
            own.execute("template1", "drop database postgres");
            TestConfig config = TestConfig.postgres(own.host(), "fresh", PostgresServer.USER, own.password())
                    .createDb();
            prepare(config);
            assertThat(ask(config, "select current_database()")).isEqualTo("fresh");
        }
    }

    @Test
    void prepare_userMayNotCreate_isPermission() {
        TestConfig database = TestConfig.postgres(server.host(), "forbidden", "plain", "plain")
                .createDb();
        assertThat(Raw.failure(engine, () -> prepare(database)).category()).isEqualTo(ErrorCategory.PERMISSION);
        TestConfig extension =
                TestConfig.postgres(server.host(), "postgres", "plain", "plain").extensions("file_fdw");
        assertThat(Raw.failure(engine, () -> prepare(extension)).category()).isEqualTo(ErrorCategory.PERMISSION);
    }

    @Test
    void prepare_unknownExtension_failsAndKeepsTheOthers() throws Exception {
        String database = server.createDatabase();
        TestConfig config = config(database).extensions("hstore", "no_such_extension");
        assertThat(Raw.thrown(() -> prepare(config))).hasMessageContaining("no_such_extension");
        assertThat(server.single(database, "select count(*) from pg_extension where extname = 'hstore'"))
                .isEqualTo("1");
    }

    @Test
    void prepare_firstHostIsStandbyOrDown_usesThePrimary() throws Exception {
        try (PostgresServer standby = server.standby()) {
            TestConfig config =
                    config("by_role").createDb().hosts(SilentServer.refusing(), standby.host(), server.host());
            prepare(config);
            assertThat(server.single("by_role", "select 1")).isEqualTo("1");
        }
    }

    @Test
    void prepare_readonly_createsNothing() throws Exception {
        TestConfig config = config("postgres").readonly().schema("public");
        prepare(config);
        assertThat(Raw.thrown(() -> prepare(config("postgres").readonly().schema("nowhere"))))
                .hasMessageContaining("does not exist");
        assertThat(server.single("postgres", "select count(*) from pg_namespace where nspname = 'nowhere'"))
                .isEqualTo("0");
    }

    @Test
    void prepare_nothingToCreate_doesNotConnect() throws Exception {
        try (SilentServer silent = SilentServer.silent()) {
            prepare(config("postgres").hosts(silent.host()));
            assertThat(silent.connections()).isZero();
        }
    }

    @Test
    void prepare_silentHost_endsWithinTheDeadline() throws Exception {
        try (SilentServer silent = SilentServer.silent()) {
            DatabaseConfig config =
                    config("postgres").hosts(silent.host()).createDb().build();
            Duration time = Raw.time(() -> Raw.thrown(
                    () -> engine.connectionFactory(config).prepare(Raw.login(config), Duration.ofMillis(500))));
            assertThat(time).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void check_badCombinations_nameTheirKeys() {
        DatabaseConfig config = config("x".repeat(64))
                .readonly()
                .createDb()
                .schema(" ")
                .extensions("a\0b")
                .build();
        assertThat(engine.check(config))
                .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                .containsExactly("database", "schema", "extensions", "create-db", "extensions");
    }
}
